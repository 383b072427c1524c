/**
 * German verbs whose vowel changes, and nouns whose plural no stem leads back: first the form in a dictionary. Left out
 * are forms that are a noun of their own (Band, Stand, Schloss, Sprache, Lage).
 */
export const germanFamilies = `
  backen gebacken, befehlen befahl befohlen, beginnen begann begonnen, bergen geborgen, bewegen bewog bewogen,
  biegen bog gebogen, bieten geboten, binden gebunden, bitten bat gebeten, bleiben blieb geblieben, brechen bricht brach
  gebrochen, brennen brannte gebrannt, bringen brachte gebracht, denken dachte gedacht, dürfen darf durfte,
  empfehlen empfiehlt empfahl empfohlen, empfangen empfing, essen isst aß gegessen, fahren fuhr gefahren,
  fallen fällt fiel gefallen, fangen fing gefangen, finden fand gefunden, fliegen flog geflogen, fliehen floh geflohen,
  fließen geflossen, fressen frisst fraß, frieren fror gefroren, geben gibt gab gegeben, gehen ging gegangen,
  gelingen gelang gelungen, gelten gilt galt gegolten, genießen genoss genossen, geschehen geschieht geschah,
  gewinnen gewann gewonnen, gießen goss gegossen, graben grub gegraben, greifen gegriffen, halten hält hielt gehalten,
  hängen hing gehangen, heben hob gehoben, helfen hilft half geholfen, kennen kannte gekannt, klingen klang geklungen,
  kommen kam gekommen, kriechen kroch gekrochen, laden lädt lud geladen, lassen lässt ließ gelassen,
  laufen läuft lief gelaufen, leiden litt gelitten, leihen lieh geliehen, lesen liest las gelesen, liegen gelegen,
  lügen log gelogen, meiden mied gemieden, messen misst maß gemessen, mögen mochte, müssen musste,
  nehmen nimmt nahm genommen, nennen nannte genannt, pfeifen pfiff gepfiffen, raten riet geraten, reiben rieb gerieben,
  reißen gerissen, reiten geritten, rennen rannte gerannt, rufen rief gerufen, schaffen schuf geschaffen,
  scheiden schied geschieden, scheinen schien geschienen, schieben schob geschoben, schießen geschossen,
  schlafen schläft schlief geschlafen, schlagen schlug geschlagen, schließen geschlossen, schmelzen schmolz geschmolzen,
  schneiden geschnitten, schreiben schrieb geschrieben, schreien schrie geschrien, schweigen schwieg geschwiegen,
  schwimmen schwamm geschwommen, schwören schwor geschworen, sehen sieht sah gesehen, senden sandte gesandt,
  singen gesungen, sinken gesunken, sitzen saß gesessen, sprechen spricht gesprochen, springen gesprungen,
  stechen sticht stach gestochen, stehen gestanden, stehlen stahl gestohlen, steigen stieg gestiegen, sterben stirbt starb
  gestorben, stoßen stieß gestoßen, streichen strich gestrichen, streiten stritt gestritten, tragen trug getragen,
  treffen trifft traf getroffen, treiben getrieben, treten tritt getreten, trinken getrunken, tun tat getan,
  verderben verdirbt verdarb verdorben, vergessen vergisst vergaß, verlieren verlor verloren, wachsen wächst gewachsen,
  waschen wäscht wusch gewaschen, weisen wies gewiesen, wenden wandte gewandt, werben wirbt warb geworben,
  werfen wirft warf geworfen, wiegen wog gewogen, wissen weiß wusste gewusst, ziehen zog gezogen, zwingen zwang gezwungen`;

/** What may stand before such a verb and makes another of it: unterschreiben, abgeschlossen. */
export const germanPrefixes = `
  ab an auf aus bei be dar durch ein ent er fort fest frei gegen heraus herunter hervor hin hinzu los mit nach statt
  teil um unter vor voraus vorbei weg weiter wider wieder zer zu zurück zusammen über ver`;
