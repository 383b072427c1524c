/** One-line facts of a company, made from their number: everyone who is compared gets the same. */
export type Fact = { id: string; content: string };

const first =
  'Anna Bernd Clara David Elif Fatma Georg Hanna Ines Jonas Karla Lukas Mara Nils Olga Paul Rosa Sven Tilda Uwe'.split(
    ' ',
  );
const last =
  'Adler Becker Conrad Dietz Ebert Fuchs Gruber Hofmann Jansen Keller Lorenz Mertens Neumann Otto Pohl Richter'.split(
    ' ',
  );
const verbs =
  'signed cancelled extended moved approved reviewed delivered delayed tested repaired ordered measured'.split(
    ' ',
  );
const things =
  'contract invoice server router pump turbine manual training survey audit shipment prototype licence release'.split(
    ' ',
  );
const syllables =
  'ba be bi bo da de di do fa fe ga ge ka ke ki ko la le li lo ma me mi mo na ne no ra re ro sa se so ta te to va ve wa zo'.split(
    ' ',
  );
const places = 'Bremen Kiel Leipzig Ulm Graz Basel Linz Trier Jena Essen Bonn Mainz'.split(' ');

/** A generator of numbers below `bound`, the same for the same seed (mulberry32). */
export function createRandom(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * bound;
  };
}

/** A name of three syllables: 46,656 companies, a few of them in many facts, most in few. */
function company(random: (bound: number) => number): string {
  const rank = Math.floor(syllables.length ** 3 * random(1) ** 3);
  const parts = [rank, rank / syllables.length, rank / syllables.length ** 2];
  const name = parts.map((part) => syllables[Math.floor(part) % syllables.length]).join('');
  return name[0]?.toUpperCase() + name.slice(1);
}

function parts(index: number) {
  const random = createRandom(index * 7919 + 17);
  const pick = (list: string[]) => list[Math.floor(random(list.length))] ?? '';
  return {
    person: `${pick(first)} ${pick(last)}`,
    verb: pick(verbs),
    thing: pick(things),
    firm: company(random),
    other: company(random),
    place: pick(places),
    number: index,
  };
}

export function toFact(index: number): Fact {
  const { person, verb, thing, firm, other, place, number } = parts(index);
  const day = new Date(Date.UTC(2020, 0, 1 + (index % 2000))).toISOString().slice(0, 10);
  return {
    id: String(index),
    content: `${person} ${verb} the ${thing} ${number} for ${firm} in ${place} on ${day}, after a talk with ${other}.`,
  };
}

export type Question = { query: string; answer: string };

/** Questions in plain words, each about one of the first `total` facts. */
export function toQuestions(total: number, count: number): Question[] {
  const random = createRandom(total);
  return Array.from({ length: count }, () => {
    const index = Math.floor(random(total));
    const { person, verb, thing, firm, place } = parts(index);
    return {
      query: `Which ${thing} was ${verb} by ${person} for ${firm} in ${place}?`,
      answer: String(index),
    };
  });
}
