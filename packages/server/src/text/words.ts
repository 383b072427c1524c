/** Words that say little by themselves; dropped from queries, kept in texts for their positions. */
export const germanStopWords = toSet(`
aber alle allem allen aller alles als also am an andere anderen auch auf aus bei beim bin bis bist da damit dann das dass
dein deine dem den denn der des dessen die dies diese diesem diesen dieser dieses doch dort du durch ein eine einem einen
einer eines er es etwas euer fuer gegen gibt habe haben hat hatte hatten hier hin ich ihm ihn ihnen ihr ihre ihrem ihren
im in ins ist ja jede jeder jedes kann kein keine koennen man mehr mein meine mich mir mit muss nach nicht noch nun nur ob
oder ohne sehr sein seine seinem seinen seiner sich sie sind so soll sollte sondern ueber um und uns unser unter viel vom
von vor wann war waren warum was weil welche welchem welchen welcher welches wem wen wenn wer werde werden wessen wie
wieder will wir wird wo wurde wurden zu zum zur zwar zwischen`);
export const englishStopWords = toSet(`
a about after all also am an and any are as at be because been before being between both but by can could did do does
doing down during each few for from further had has have having he her here hers him his how i if in into is it its just
me more most my no nor not now of off on once only or other our ours out over own same she should so some such than that
the their theirs them then there these they this those through to too under until up very was we were what when where
which while who whom whose why will with would you your yours`);
function toSet(words: string): Set<string> {
    return new Set(words.trim().split(/\s+/));
}
