import { beforeAll, expect, test } from 'vitest';
import { createTenant, sharedApp, type Tenant } from './harness.ts';

/**
 * Each line: a memory, then queries that must find it first among all the others. Compounds and their parts
 * both ways round, umlauts and ß however typed, inflected forms, derived words, and slips of the finger.
 */
const cases: [memory: string, ...queries: string[]][] = [
  [
    'Die Verlängerung des Vertrags mit Globex muss bis Ende September unterschrieben sein.',
    'Vertragsverlängerung',
    'Vertragsverlaengerung Globex',
    'verlängerte Verträge',
  ],
  [
    'Mietvertragskündigung für das Lager in Fulda ist raus.',
    'Kündigung des Mietvertrags',
    'Kuendigung Fulda',
  ],
  [
    'Im Keller steht die Waschmaschine, der Schlüssel hängt daneben.',
    'Maschine zum Waschen',
    'Waschmaschinen',
    'Schluessel',
    'SCHLÜSSEL',
  ],
  ['Der Drucker für Etiketten braucht Rollen von 57 mm.', 'Etikettendrucker', 'Druckers'],
  ['Unsere Steuerberaterin heißt Frau Öztürk.', 'Steuerberater', 'Oeztuerk', 'Ozturk', 'Frau ÖZTÜRK'],
  [
    'Die Straßenbahn hält vor dem Büro.',
    'Strassenbahn',
    'Straßenbahnen',
    'STRASSENBAHN',
    'Bahn auf der Straße',
  ],
  ['Der Fußboden im Flur wird abgeschliffen.', 'Fussboden', 'Boden', 'Fußböden'],
  ['Die Größe der Masse bestimmt der Bäcker selbst.', 'Bäckers Masse', 'Baecker', 'Groesse'],
  [
    'Überweisungen gehen freitags an die Lieferanten.',
    'Ueberweisung',
    'ueberweisungen',
    'Überweisung Lieferant',
  ],
  [
    'Das Passwort für das Gästenetz steht auf dem Zettel am Router.',
    'Gästenetzwerk',
    'Netz für Gäste',
    'Gaestenetz',
  ],
  ['Der Hausmeister kümmert sich um die Heizungsanlage.', 'Anlage der Heizung', 'Heizungsanlagen'],
  ['Die Sicherung der Datenbank läuft jede Nacht um drei.', 'Datenbanksicherung', 'Datenbanken gesichert'],
  ['Rechnungsadresse ist die Lindenallee 4.', 'Adresse für Rechnungen', 'Lindenallee'],
  ['Anna hat im Juni drei Wochen Urlaub.', 'Annas Urlaub', 'Urlaubswochen'],
  ['Der Arbeitsvertrag von Jonas endet zum Quartal.', 'Vertrag über die Arbeit von Jonas', 'Arbeitsverträge'],
  [
    'Kaffeemaschine entkalken wir jeden ersten Montag.',
    'Maschine für Kaffee',
    'Kafeemaschine',
    'Kaffemaschine',
  ],
  ['Für Dienstreisen gilt die Reisekostenrichtlinie von 2024.', 'Richtlinie für Reisekosten', 'Dienstreise'],
  ['Das Rathaus hat donnerstags bis 18 Uhr geöffnet.', 'Öffnung des Rathauses', 'Rathäuser', 'Rathuas'],
  ['Die Zahnärztin will den Befund noch schicken.', 'Zahnarzt', 'Zahnaerztin', 'Befunde'],
  ['Der Wasserhahn in der Teeküche tropft.', 'Hahn für Wasser', 'Teekueche', 'Küche'],
  ['Projektleiterin bei Kranich ist Mara Voß.', 'Leitung des Projekts', 'Mara Voss', 'Projektleiter'],
  ['Die Bibliothek verleiht Bücher vier Wochen lang.', 'Buch', 'Buecher', 'Bibliotheken', 'Bibliohtek'],
  ['Im Lastenheft fehlen die Anforderungen der Prüfer.', 'Prüferanforderungen', 'Pruefer', 'Anforderung'],
  ['Der Fahrradkurier liefert bis mittags.', 'Kurier mit dem Fahrrad', 'Kuriere', 'Lieferung per Kurier'],
  ['Die Krankenversicherung erstattet Brillen alle zwei Jahre.', 'Versicherung für Kranke', 'Brille'],
  ['Der Spülkasten ist von Geberit.', 'Spuelkasten', 'Kasten zum Spülen', 'Gebrit'],
  ['Der Verein wählt den Vorstand im März.', 'Vereinsvorstand', 'Vorstandswahl', 'Vereine'],
  ['Bewerbungsunterlagen liegen im blauen Ordner.', 'Unterlagen zur Bewerbung', 'Ordnern'],
];

let tenant: Tenant;
const entries = '/api/v1/memory/entries';
beforeAll(async () => {
  tenant = await createTenant(await sharedApp());
  for (const [content] of cases) expect((await tenant.call('POST', entries, { content })).status).toBe(201);
});

const questions = cases.flatMap(([memory, ...queries]) => queries.map((query) => [query, memory] as const));

test.each(questions)('%s: %s', async (query, memory) => {
  const { body } = await tenant.call('POST', '/api/v1/memory/recall', { query });
  expect(body.items[0]?.content).toBe(memory);
});

test('there are at least sixty of them', () => expect(questions.length).toBeGreaterThanOrEqual(60));
