/** What ships something, wherever it stands in a command. */
const ships =
  /\bgit\s+(?:-\S+\s+(?:[^-\s]\S*\s+)?)*(?:(?:commit|push|merge)(?![-\w])|tag\s+(?:-[asufmF]\b|--(?:annotate|sign|force|message|file)\b|(?!\d*[<>])[\w"'$]))|\bgh\s+pr\s+(?:create|merge)\b|\b(?:npm|pnpm|yarn|cargo)\s+publish\b|\bdocker\s+push\b|\bkubectl\s+apply\b|\bhelm\s+(?:install|upgrade)\b|\bterraform\s+apply\b|\bansible-playbook\b/;
/** A program or a script called `deploy`, or the task of that name of a program that runs tasks; not a file that is read. */
const deploys =
  /^\s*(?:(?:\w+=\S*|sudo|time|exec|env|npx|(?:ba|z)?sh|node|python3?|npm|pnpm|yarn|bun|run|make|just|task|rake|fly|flyctl|vercel|netlify|firebase|wrangler|serverless|sls|cdk|kamal|cap|gcloud|app|production|staging)\s+(?:-\S+\s+)*)*(?:\S*\/)?deploy(?:[.:-][\w.:-]+)?(?:\s|$)/;
const trial = /\s--(?:dry-run|help|abort)\b/;
const quoted = /"(?:\\.|[^"\\])*(?:"|$)|'[^']*(?:'|$)/gs;

/** Whether a command line commits, publishes or deploys something, rather than shows or tries it. */
export function isShipping(commandLine: string): boolean {
  return commandLine
    .split(/[;|&\n]+/)
    .some((part) => (ships.test(part) || deploys.test(part)) && !trial.test(part.replaceAll(quoted, '""')));
}

const newRule =
  /\b(?:from now on|remember (?:that|to)|new rule|as a rule|ab jetzt|ab sofort|k(?:ü|ue)nftig|in zukunft|merk dir|neue regel)\b/i;
const generally = /\b(?:always|never|immer|niemals)\b/i;
const question =
  /\?["')\]]*\s*$|^\W*(?:(?:and|but|so|und|aber|ok|okay|hey)\W+)*(?:(?:why|what|which|who|whose|whom|how|warum|wieso|weshalb|was|wer|wen|wem|wessen|welch\w*|wie|woher|wohin|woran|wann)\b|(?:when|where)\s+(?:do|does|did|is|are|was|were|will|would|can|could|should|has|have)\b|wo\s+(?:ist|sind|war|wird|werden|hat|kann|soll|liegt|steht)\b|(?:is|are|was|were|do|does|did|has|have|can|could|will|would|should)\s+(?:i|you|he|she|it|we|they|this|that|these|those|there|the|an?|my|our|your)\b|(?:ist|sind|war|hat|haben|kann|können|wird|werden|soll|sollen|sollte|sollten|darf|muss|müssen|gibt)\s+(?:ich|du|er|sie|es|wir|ihr|man|das|dies\w*|der|die|den|eine?)\b)/i;

/** Whether a person sets a rule; "why does this always fail" asks for one and sets none. */
export function isRuling(prompt: string): boolean {
  if (newRule.test(prompt)) return true;
  return prompt
    .split(/(?<=[.!?])\s+|\n+/)
    .some((sentence) => generally.test(sentence) && !question.test(sentence));
}
