const about = [
  /^\s*(?:and\s+|so\s+)?(?:who|what)(?:['’]s|\s+(?:is|are|was|were))\s/i,
  /^\s*(?:und\s+)?(?:wer|was)\s+(?:ist|sind|war|waren)\s/i,
  /\b(?:tell me|what (?:do|did) (?:i|we|you) know)\s+about\s/i,
  /\b(?:erzähle?|erzaehle?|sag)\s+(?:mir|uns)\s+(?:etwas\s+)?(?:von|über|ueber)\s/i,
  /\bwas\s+(?:wei(?:ß|ss)(?:t\s+du|\s+ich)|wissen\s+wir)\s+(?:von|über|ueber)\s/i,
];

/** Whether a query asks what someone or something is: "Who is Anna?", "Was ist Projekt Kranich?". */
export function isIdentityQuestion(query: string): boolean {
  const text = query.slice(0, 1000).normalize('NFC');
  return about.some((form) => form.test(text));
}
