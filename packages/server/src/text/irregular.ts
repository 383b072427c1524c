import { fold } from './fold.ts';
import { germanFamilies, germanPrefixes } from './irregular-german.ts';
import type { Language } from './language.ts';
import { germanStem } from './stem.ts';

/**
 * Verbs whose other forms no stemmer leads back: the verb first, then what it becomes. Left out are forms that are
 * another word more often than not (rose, lay, ground), or a German one (fell, rang, sang, bot).
 */
const verbs = `
  arise arose arisen, awake awoke awoken, become became, begin began begun, bend bent, bet, bite bitten, bleed bled,
  blow blew blown, break broke broken, breed bred, bring brought, build built, burn burnt, buy bought, catch caught,
  choose chose chosen, cling clung, come came, creep crept, deal dealt, dig dug, draw drew drawn, dream dreamt,
  drink drank drunk, drive drove driven, eat ate eaten, fall fallen, feed fed, feel felt, fight fought, find found,
  flee fled, fly flew flown, forbid forbade forbidden, forget forgot forgotten, forgive forgave forgiven,
  freeze froze frozen, get got gotten, give gave given, go went gone, grow grew grown, hang hung, hear heard,
  hide hid hidden, hold held, keep kept, kneel knelt, know knew known, lead led, lean leant, leap leapt, learn learnt,
  leave left, lend lent, lose lost, make made, mean meant, meet met, mistake mistook mistaken,
  overcome overcame, pay paid, prove proven, ride rode ridden, rise risen, run ran, say said, see saw seen,
  seek sought, sell sold, send sent, sew sewn, shake shook shaken, shine shone, shoot shot, show shown,
  shrink shrank shrunk, sing sung, sink sank sunk, sit sat, sleep slept, slide slid, speak spoke spoken, spend spent,
  spin spun, spring sprang sprung, stand stood, steal stole stolen, stick stuck, sting stung, strike struck,
  swear swore sworn, sweep swept, swim swam swum, swing swung, take took taken, teach taught, tear tore torn,
  tell told, think thought, throw threw thrown, understand understood, undertake undertook undertaken,
  wake woke woken, wear wore worn, weave wove woven, weep wept, win won, withdraw withdrew withdrawn,
  withstand withstood, write wrote written`;

/** Plurals that are formed in a way of their own. */
const nouns = `
  child children, foot feet, goose geese, half halves, knife knives, man men, mouse mice, shelf shelves, thief thieves,
  tooth teeth, wife wives, wolf wolves, woman women`;

const english = toMap(`${verbs},${nouns}`, (word) => word);
const german = toMap(germanFamilies, germanStem);
const prefixes = ['', ...germanPrefixes.trim().split(/\s+/).map(fold)];

const inseparable = new Set(['be', 'ent', 'er', 'ver', 'zer', 'unter', 'uber', 'wider'].map(fold));

/** Each form's family, by what `key` makes of the form. */
function toMap(list: string, key: (form: string) => string): Map<string, string> {
  const families = list.split(',').map((family) => family.trim().split(/\s+/).map(fold));
  return new Map(families.flatMap((forms) => forms.map((form) => [key(form), forms[0] ?? form])));
}

/** Stands before a family's first form; no word begins so. */
export const familyMark = '~';

/** The lexeme that all forms of an irregular word share; undefined for every other word. Folded. */
export function familyOf(word: string, language: Language): string | undefined {
  const family = language === 'de' ? germanFamily(word) : language === 'en' ? english.get(word) : undefined;
  return family && `${familyMark}${family}`;
}

/**
 * By the stem, for the forms are inflected, and with the prefix that makes another verb of it. A stem that no vowel
 * changed is a verb's only with a verb's ending: Vertrag is none of vertragen.
 */
function germanFamily(word: string): string | undefined {
  const stem = germanStem(word);
  for (const prefix of prefixes) {
    if (!stem.startsWith(prefix)) continue;
    const rest = stem.slice(prefix.length);
    // A prefix that is not spoken apart takes the place of ge: beschlossen, verboten.
    const base = german.get(rest) ?? (inseparable.has(prefix) ? german.get(`ge${rest}`) : undefined);
    if (base !== undefined && (germanStem(base) !== rest || /(?:en|t)$/.test(word))) return prefix + base;
  }
  return undefined;
}
