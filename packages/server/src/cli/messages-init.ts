const english = {
  initCreated: '{client}: {path} is new.',
  initUpdated: '{client}: {path} is changed. What was there before: {backup}',
  initRemoved: '{client}: {path} is gone; nothing else was in it.',
  initRemovedKept: '{client}: {path} is gone; it had been changed since. What was there: {backup}',
  initUnchanged: '{client}: {path} is as it has to be; nothing changed.',
  initWouldCreate: '{client}: {path} would be new.',
  initWouldUpdate: '{client}: {path} would be changed.',
  initWouldRemove: '{client}: {path} would be gone; nothing else is in it.',
  initManual: '{client}: paste this into its instructions or rules:',
  initForeign: '{path} is not from knowmind, and was left alone. Rename it, and run this again.',
  initNothingToRemove: 'Nothing of knowmind is here; nothing changed.',
  initOther: 'Any other assistant',
  initConnect: '{client} is not seen to be connected yet: knowmind install {id}',
  initRestart: 'It holds from the next conversation on.',
};

const german: typeof english = {
  initCreated: '{client}: {path} ist neu.',
  initUpdated: '{client}: {path} ist geändert. Was vorher dort stand: {backup}',
  initRemoved: '{client}: {path} ist weg; sonst stand nichts darin.',
  initRemovedKept: '{client}: {path} ist weg; sie war seither geändert worden. Was dort stand: {backup}',
  initUnchanged: '{client}: {path} ist schon, wie es sein soll; nichts geändert.',
  initWouldCreate: '{client}: {path} wäre neu.',
  initWouldUpdate: '{client}: {path} würde geändert.',
  initWouldRemove: '{client}: {path} wäre weg; sonst steht nichts darin.',
  initManual: '{client}: Bitte in die Anweisungen oder Regeln einfügen:',
  initForeign: '{path} ist nicht von knowmind und blieb, wie es ist. Bitte umbenennen und noch einmal.',
  initNothingToRemove: 'Hier ist nichts von knowmind; nichts geändert.',
  initOther: 'Jeder andere Assistent',
  initConnect: '{client} ist anscheinend noch nicht verbunden: knowmind install {id}',
  initRestart: 'Es gilt ab dem nächsten Gespräch.',
};

/** What `init` says. */
export const initMessages = { en: english, de: german };
