import { describe, expect, test } from 'vitest';
import { compoundParts } from './compound.ts';
import { fold } from './fold.ts';
import { analyseQuery, normaliseContent, toTsvector } from './index.ts';
import { detectLanguage } from './language.ts';
import { segment } from './segment.ts';

const indexed = (body: string, title = '') => {
  const { literal } = toTsvector({ title, tags: [], body });
  return new Set(Array.from(literal.matchAll(/'((?:[^']|'')*)':/g), ([, lexeme = '']) => lexeme));
};
/** How many terms of a query a text holds, as "held of all". */
const held = (query: string, body: string) => {
  const lexemes = indexed(body);
  const { terms } = analyseQuery(query);
  const found = terms.filter((term) => term.lexemes.some((each) => lexemes.has(each)));
  return `${found.length} of ${terms.length}`;
};
const words = (text: string) => analyseQuery(text).terms.map(({ word }) => word);

describe('German texts are found by', () => {
  test.each([
    ['Vertrag', 'Die Verträge liegen im Schrank.'],
    ['Vertraege', 'Der Vertrag ist unterschrieben.'],
    ['Vertrage', 'Die Verträge sind unterschrieben.'],
    ['Häuser', 'Das Haus ist verkauft.'],
    ['Haeuser', 'Die Häuser sind verkauft.'],
    ['Strasse', 'Sie wohnt in der Straße am Markt.'],
    ['STRASSE', 'Die Straße ist gesperrt.'],
    ['Müller', 'Frau Mueller ist nicht da.'],
    ['Mueller', 'Herr Müller ist im Urlaub.'],
    ['Kündigung', 'Die Kündigungen kamen mit der Post.'],
    ['kündigen', 'Die Kündigung ist da.'],
    ['Bauer', 'Die Bauern sind auf dem Feld.'],
    ['Quelle', 'Die Quellen sind nicht bekannt.'],
    ['neue Server', 'Der neuen Server wegen ist das Netz aus.'],
    ['Oeffnungszeiten', 'Die Öffnungszeiten stehen an der Tür.'],
    ['Größe', 'Die Groesse ist nicht bekannt.'],
    ['Verlängerung des Vertrags', 'Die Vertragsverlängerung ist bis Mai möglich.'],
    ['Rechnung', 'Die Stromrechnung ist noch offen.'],
    ['Kunde', 'Die Kundendaten sind beim Dienstleister.'],
    ['Daten', 'Unsere Kundendaten liegen in Frankfurt.'],
    ['Versicherung', 'Die Hausratversicherung und die Krankenversicherung sind bezahlt.'],
    ['Bank', 'Die Bankverbindung hat sich nicht verändert.'],
    ['Server', 'Die Serverüberwachung ist eingerichtet.'],
    ['Überwachung', 'Die Serverueberwachung ist eingerichtet.'],
    ['Frist', 'Kündigungsfrist: drei Monate'],
    ['Wohnung', 'Ferienwohnung an der Ostsee'],
    ['Schule', 'Schulferien beginnen im Juli'],
    ['Miete', 'Mietvertrag vom März'],
    ['Lieferung', 'Lieferungsverzug beim Hersteller'],
    ['Datenschutz', 'Datenschutzerklärung für die Webseite'],
    ['Auto', 'Autoversicherung kündigen'],
    ['schreiben', 'Am Freitag wurde nichts geschrieben.'],
    ['beschlossen', 'Wir wollen den Etat im Mai beschließen.'],
    ['gingen', 'Sie ist nach Kiel gegangen.'],
    ['Wer hat den Zaun gestrichen?', 'Ines will den Zaun streichen.'],
    ['nimmt', 'Das Protokoll nahm Karla.'],
    ['Email', 'Bitte per E-Mail an das Büro.'],
    ['Müller-Lüdenscheidt', 'Herr Mueller-Luedenscheidt sitzt in der Wanne.'],
    ['Wie lautet die Adresse der Schule?', 'Die Adresse der Schule lautet: Am Markt 1.'],
  ])('%s: %s', (query, body) => {
    const [found, all] = held(query, body).split(' of ');
    expect(found).toBe(all);
  });

  test('a compound in the query finds its parts standing apart, and a text with the compound better', () => {
    expect(held('Vertragsverlängerung', 'Verlängerung des Vertrags mit dem Hafen')).toBe('2 of 3');
    expect(held('Vertragsverlängerung', 'Die Vertragsverlängerung mit dem Hafen')).toBe('3 of 3');
  });

  test('E-Mail and Email are one word', () => {
    expect(held('E-Mail', 'Die Email ist bei uns nicht angekommen.')).toBe('1 of 2');
  });

  test('nothing when no word is in them', () => {
    expect(held('Katze', 'Der Hund schläft im Garten.')).toBe('0 of 1');
  });
});

describe('English and other texts are found by', () => {
  test.each([
    ['running', 'She runs the tests before the release.'],
    ['policies', 'The policy was changed in May.'],
    ['buy', 'She bought a kettle.'],
    ['bought', 'She wants to buy a kettle.'],
    ['What did Ana teach?', 'Ana taught pottery last year.'],
    ['child', 'The children are at school.'],
    ['database', 'All of our databases are on one machine.'],
    ['value', 'The values are in the table.'],
    ['resume', 'Her résumé is on the drive.'],
    ["user's settings", 'The settings of the user are kept.'],
    ['backup', 'Backups nightly'],
    ['chevaux', 'Les chevaux courent dans la prairie.'],
    ['ecole', 'Il va à l’école avec sa sœur.'],
    ['МОСКВА', 'Поезд идёт в город Москва'],
    ['東京', '私は東京に住んでいます'],
    ['IT', 'The IT department moved.'],
    ['red hat', 'We run Red Hat on the servers.'],
    ['anna.schmidt@example.org', 'Mail: anna.schmidt@example.org'],
    ['schmidt', 'Mail: anna.schmidt@example.org'],
    ['1.2.3', 'Version 1.2.3 is out.'],
    ['kmt_', 'Tokens begin with kmt_ and are long.'],
    ['kmt', 'The token is kmt_abc1'],
    ['user_id', 'The column user_id is indexed.'],
    ['gpt-4', 'We use gpt-4 for this.'],
    ['C++', 'Written in c++, not in Rust.'],
    ['2026-08-01', 'Due on 2026-08-01.'],
  ])('%s: %s', (query, body) => {
    const [found, all] = held(query, body).split(' of ');
    expect(found).toBe(all);
    expect(all).not.toBe('0');
  });

  test('a form that is a noun of its own leads to no verb', () => {
    expect(held('Schloss', 'Wir schließen um sechs.')).toBe('0 of 1');
    expect(held('Band', 'Wir binden das Buch neu.')).toBe('0 of 1');
    expect(held('rose', 'Prices will rise.')).toBe('0 of 1');
  });

  test('no other version, and no other word', () => {
    expect(held('1.2.3', 'Version 1.2.4 is out.')).toBe('0 of 1');
    expect(held('C#', 'Plan C')).toBe('0 of 1');
  });
});

describe('compoundParts', () => {
  test.each([
    ['Vertragsverlängerung', 'vertrag verlangerung'],
    ['Kundendatenbank', 'kunde daten bank'],
    ['Haustürschlüssel', 'haus tur schlussel'],
    ['Krankenversicherungsbeiträge', 'kranke versicherung beitrag'],
    ['Datensicherung', 'daten sicherung'],
    ['Arbeitszeiterfassung', 'arbeit zeit erfassung'],
    ['Eingangsrechnungen', 'eingang rechnung'],
    ['Nutzerverifizierung', 'nutzer verifizierung'],
    ['Kundenzufriedenheitsumfrage', 'kunde zufriedenheit umfrage'],
    ['Abstimmungsbedarf', 'abstimmung bedarf'],
    ['Digitalisierungsdingens', 'digitalisierung dingens'],
    ['Hollerstrasse', 'strasse'],
  ])('%s is %s', (word, parts) => {
    expect(compoundParts(fold(word)).join(' ')).toBe(parts);
  });

  test.each([
    'Versicherung',
    'Verwaltung',
    'standard',
    'understand',
    'Leitung',
    'Verträge',
    'password',
    'important',
  ])('%s is no compound', (word) => expect(compoundParts(fold(word))).toEqual([]));

  test('takes little time for a word made to be split in every way', () => {
    for (let i = 0; i < 100; i += 1) compoundParts(`${'tagrat'.repeat(10)}x${i % 2 ? 'y' : ''}`);
  });
});

describe('detectLanguage', () => {
  test.each([
    ['Der Server steht im Keller und läuft nicht.', 'de'],
    ['The server is in the basement and does not run.', 'en'],
    ['Müller Büro', 'de'],
    ['Server Frankfurt', 'other'],
    ['Le serveur est dans la cave et ne marche pas, il faut appeler le technicien demain', 'other'],
    ['', 'other'],
    ['Red Hat', 'other'],
  ])('%s: %s', (text, language) => expect(detectLanguage(text)).toBe(language));
});

describe('analyseQuery', () => {
  test('drops the stop words of both languages', () => {
    expect(words('Wo ist der Schlüssel?')).toEqual(['schlussel']);
    expect(words('Where is the key?')).toEqual(['key']);
  });

  test('gives a word its German, its English and its own form', () => {
    expect(analyseQuery('databases').terms).toEqual([
      { word: 'databases', lexemes: ['databas', 'databases'], place: 0 },
    ]);
    expect(analyseQuery('Verträge').terms[0]?.lexemes).toContain('vertrag');
  });

  test('looks for forms of one word once', () => {
    expect(words('Vertrag Verträge VERTRAG Vertraege')).toEqual(['vertrag']);
  });

  test('keeps stop words when there is nothing else', () => {
    expect(words('IT')).toEqual(['it']);
  });

  test('has at most 40 terms, and none for nothing', () => {
    expect(analyseQuery(Array.from({ length: 500 }, (_, i) => `w${i}`).join(' ')).terms).toHaveLength(40);
    expect(analyseQuery(' \u0000 🙂 … \ud800').terms).toEqual([]);
  });
});

test('words stand at their positions, wholes beside their pieces', () => {
  const positions = segment('a.b c').map(({ word, extra }) => `${word}${extra ? '+' : ''}`);
  expect(positions).toEqual(['a.b+', 'a', 'b', 'c']);
});

test('normaliseContent makes line ends, trailing spaces and outer blank lines no difference', () => {
  expect(normaliseContent('\r\n \n  a\u0308 \t\r\nb\rc  \n\n')).toBe('  ä\nb\nc');
  normaliseContent(`x${' '.repeat(200_000)}x`);
});
