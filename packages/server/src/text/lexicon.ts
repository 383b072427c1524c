/**
 * Words that German compounds are made of, as they stand in a dictionary or as a first part (Liefer-).
 * A word that is here is never split itself: a compound may be listed to keep it whole.
 */
export const lexicon = `
  vertrag verlängerung kündigung frist recht gesetz gericht anwalt klage urteil vollmacht haftung klausel
  paragraf bedingung vereinbarung abschluss laufzeit vorlage unterschrift unterlage antrag antragsteller
  genehmigung bescheid behörde amt verwaltung verordnung richtlinie regel regelung vorschrift datenschutz
  schutz pflicht anspruch partner partei patent marke lizenz urheber eigentum eigentümer besitz erbe
  testament ehe scheidung vormund notar beschluss satzung verein vorstand mitglied versammlung protokoll
  wahl stimme abstimmung ausschuss gremium
  bank konto rechnung mahnung zahlung betrag geld preis kosten steuer erklärung finanz haushalt budget
  kredit darlehen zins rate hypothek miete mieter vermieter pacht kaution gebühr beitrag prämie
  versicherung versicherer schaden fall rente pension gehalt lohn abrechnung umsatz gewinn verlust bilanz
  buch buchung buchhaltung beleg quittung kasse karte kreditkarte währung euro wert börse aktie fonds
  depot sparen anlage vermögen schuld insolvenz förderung zuschuss spende rabatt angebot auftrag
  bestellung lieferung liefer lieferant ware lager versand paket rückgabe umtausch garantie gewährleistung
  reklamation
  firma unternehmen betrieb geschäft führer führung leiter leitung abteilung team gruppe chef mitarbeiter
  arbeit arbeiter arbeitgeber arbeitnehmer beruf stelle bewerbung bewerber personal kunde nutzer anwender
  benutzer dienst dienstleister dienstleistung service beratung berater betreuung vertrieb verkauf
  verkäufer einkauf einkäufer markt werbung kampagne messe produkt produktion hersteller herstellung
  fabrik werk werkstatt maschine werkzeug handwerk handwerker meister lehre lehrling ausbildung schulung
  weiterbildung urlaub krankheit kranke überstunde schicht dienstplan plan planung projekt aufgabe ziel
  ergebnis erfolg fehler problem lösung frage antwort idee vorschlag entscheidung strategie bericht
  auswertung analyse statistik kennzahl zahl ziffer nummer liste tabelle übersicht akte ordner mappe
  dokument dokumentation anleitung handbuch handlung büro raum sitzung besprechung termin kalender
  einladung teilnehmer tagung konferenz vortrag präsentation seminar gespräch notiz zettel brief post
  adresse anschrift anrede telefon handy anruf nachricht meldung
  daten datum server rechner computer netz netzwerk internet web seite webseite link system software
  hardware programm programmierer programmierung anwendung entwickler entwicklung version quelle quelltext
  code text zeichen schlüssel passwort kennwort kennung zugang zugriff zutritt berechtigung rolle rechte
  anmeldung abmeldung registrierung sicherheit sicherung sicher wiederherstellung speicher speicherung
  speicherplatz platte fest festplatte laufwerk datei verzeichnis ablage archiv sammlung suche such index
  abfrage schnittstelle schnitt modul bibliothek umgebung test prüfung prüf prüfer überwachung wachung
  alarm warnung störung ausfall wartung betreiber einrichtung einstellung konfiguration bereitstellung
  verteilung verbindung übertragung kabel stecker dose strom gerät drucker bildschirm schirm tastatur
  taste maus kamera video bild foto ton film musik spiel sprach sprache modell vektor verarbeitung
  erkennung eingabe ausgabe anzeige fenster menü knopf feld formular maske oberfläche benachrichtigung
  vorgang ablauf prozess schritt stufe ebene knoten baum struktur cloud container domäne zertifikat
  protokollierung verschlüsselung authentifizierung token cache puffer warteschlange schlange zeit
  zeitraum zeitpunkt stempel zone punkt last leistung
  tag woche monat quartal jahr jahrzehnt stunde minute sekunde morgen mittag abend nacht montag dienstag
  mittwoch donnerstag freitag samstag sonntag ende anfang beginn start sommer winter herbst
  frühling frühjahr januar februar märz april juni juli august september oktober november dezember feier
  feiertag geburt hochzeit weihnacht ostern ferien dauer phase
  haus wohnung wohn zimmer küche bad schlaf keller dach garten hof tor tür wand decke boden treppe aufzug
  balkon möbel tisch stuhl bett schrank regal lampe licht heizung heiz heizkörper kessel wasser abwasser
  gas öl müll abfall schloss hausmeister nachbar grundstück grund gebäude bau bauer stein holz metall glas
  papier kunststoff stoff farbe eisen stahl beton umzug einzug auszug renovierung sanierung reparatur
  reinigung wäsche wasch spül kühl gefrier koch herd ofen pfanne topf teller tasse messer flasche
  auto wagen fahrzeug fahrrad rad motor motorrad lkw bus bahn zug straße weg platz brücke tunnel kreuzung
  ampel parkplatz park garage tank reifen fahrt fahrer fahrkarte fahrplan führerschein schein verkehr
  reise flug flughafen hafen schiff boot hotel pass ausweis visum grenze zoll gepäck koffer tasche ort
  stadt dorf land bundesland bund kreis gemeinde region gebiet bezirk viertel staat nation kontinent welt
  erde meer see fluss berg tal wald wiese acker insel küste strand ufer
  mensch person mann frau kind kinder eltern mutter vater bruder schwester familie freund freundin leute
  jugend alter senior baby gast besuch besucher bürger bürgermeister name vorname nachname arzt zahn
  zahnarzt auge ohr nase hand fuß finger arm bein knie rücken kopf herz blut haut haar lunge magen körper
  gesundheit krankenkasse krankenhaus klinik praxis patient pflege apotheke medikament tablette spritze
  impfung allergie diagnose therapie behandlung operation untersuchung befund rezept überweisung notfall
  unfall rettung hilfe
  schule schüler lehrer klasse unterricht fach prüfling zeugnis note abitur universität
  hochschule student studium studie forschung forscher wissen wissenschaft wissenschaftler labor versuch
  experiment theorie methode technik techniker technologie physik chemie biologie mathematik geschichte
  kunst kultur literatur autor zeitung zeitschrift artikel aufsatz verlag druck presse redaktion thema
  wort satz begriff bedeutung übersetzung wörterbuch kurs bildung kita kindergarten
  essen speise fleisch fisch brot kuchen käse milch butter ei zucker salz obst apfel birne gemüse
  kartoffel tomate salat suppe wein bier kaffee tee saft getränk frühstück mahlzeit tier hund katze pferd
  kuh schwein vogel huhn futter pflanze blume gras rose luft wetter regen schnee sturm wind sonne mond
  stern wolke temperatur klima umwelt energie kraft kraftwerk wärme kälte feuer feuerwehr wehr solar
  politik politiker regierung minister ministerium kanzler präsident parlament abgeordnete opposition
  gesellschaft gemeinschaft kirche religion gott krieg frieden waffe armee soldat polizei polizist
  kontrolle rat einwohner bevölkerung volk flüchtling wirtschaft industrie handel händler
  export import gewerkschaft tarif streik sozial medien fernseh fernsehen radio rundfunk sender sendung
  zuschauer sport sportler fußball ball mannschaft trainer turnier liga sieg preisträger träger halle
  stadion lauf schwimm theater bühne konzert museum ausstellung veranstaltung bewegung
  haupt neben gesamt einzel sonder spezial standard mindest höchst grenz schluss zwischen vor nach groß
  klein lang kurz hoch tief neu alt eigen fremd selbst voll teil halb doppel mehr viel rest warte lade
  lese schreib rechen mess miet kauf spar halte trag dreh fahr bind melde kenn kontakt kern not stand
  stamm spitze quer rück gegen mittel unter über ober außen innen zusatz
  wesen art form größe höhe länge breite tiefe menge anzahl anteil grad quote lage bereich linie reihe
  folge kette gang zweig ast wechsel änderung anpassung erhöhung senkung steigerung minderung verbesserung
  erweiterung erstellung bearbeitung freigabe abnahme übernahme übergabe aufnahme annahme nachweis hinweis
  verweis bezug abzug zugabe abgabe zusage absage anfrage nachfrage umfrage auskunft information
  ankündigung bekanntgabe mitteilung empfehlung bewertung beurteilung schätzung messung berechnung
  ermittlung erfassung verwendung nutzung verbrauch verbraucher gebrauch bedarf vorrat mangel überschuss
  ersatz ergänzung abweichung unterschied vergleich verhältnis beziehung zusammenhang zustand situation
  verfahren vorgehen maßnahme mechanismus zeug stück blatt bogen heft tafel schild signal kasten kiste
  behälter halter geber nehmer macher steller gestalter gestaltung ordnung bestimmung auswahl zuordnung
  zuteilung zuweisung bindung trennung teilung verbot erlaubnis gefahr risiko chance möglichkeit fähigkeit
  fertigkeit tätigkeit zuständigkeit verantwortung verantwortliche beauftragte angestellte vertreter
  vertretung verteiler verzug verlauf
  unterstützung eingang ausgang verfassung gründung haftpflicht erinnerung verabredung nachmittag vormittag
  geburtstag jahrestag verspätung erstattung rückerstattung bestätigung ablehnung verschiebung planer
`;
