import { fold } from './fold.ts';

const german = `
  aber alle allem allen aller alles als also am an ander andere anderen auch auf aus bei beim bin bis
  bist da dabei dadurch damit dann darf das dass dazu dein deine dem den denn der deren des dessen dich
  die dies diese diesem diesen dieser dieses dir doch dort du durch ein eine einem einen einer eines er es
  etwas euch euer eure für gegen gibt hab habe haben hat hatte hatten hier hin hinter ich ihm ihn ihnen
  ihr ihre ihrem ihren ihrer im in indem ins ist ja jede jedem jeden jeder jedes jener jetzt kann kein
  keine keinen können könnte man manche mein meine meinem meinen meiner mich mir mit muss müssen nach
  nicht nichts noch nun nur ob oder ohne sehr sein seine seinem seinen seiner seit sich sie sind so solche
  soll sollen sollte sondern sonst über um und uns unser unsere unserem unseren unserer unter viel vom von
  vor war waren wann warum was weil wem wen welche welchem welchen welcher welches wenn wer werde werden
  wessen wie wieder will wir wird wo wohin wurde wurden würde zu zum zur zwar zwischen`;

const english = `
  a about above after again against all also am an and any are aren't as at be because been before being
  below between both but by can can't cannot could couldn't did didn't do does doesn't doing don't down
  during each either else few for from further get had has hasn't have haven't having he her here hers
  herself him himself his how i if in into is isn't it its itself just let me might more most must my
  myself no nor not of off on once only or other ought our ours ourselves out over own same shall she
  should shouldn't so some such than that the their theirs them themselves then there these they this
  those through to too under until up upon us very was wasn't we were weren't what when where which while
  who whom whose why will with won't would wouldn't you your yours yourself yourselves i'm i've i'll
  you're we're they're we've they've`;

/** Little words of one language that mean something in the other: Red Hat, the war, in der Not, das All. */
const ambiguous = list(
  'hat die war man bin fur will den hier all not am an in was so do also her bei mir uns',
);

export const germanStopWords = list(german);
export const englishStopWords = list(english);

/** Little words that tell the language: those of one language only, without a meaning in the other. */
export const tellingGerman = new Set(
  [...germanStopWords].filter((word) => !englishStopWords.has(word) && !ambiguous.has(word)),
);
export const tellingEnglish = new Set(
  [...englishStopWords].filter((word) => !germanStopWords.has(word) && !ambiguous.has(word)),
);

function list(words: string): Set<string> {
  return new Set(
    words
      .trim()
      .split(/\s+/)
      .map((word) => fold(word.replace(/'/g, ''))),
  );
}
