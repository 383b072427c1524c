export type SecretPattern = { kind: string; pattern: RegExp };

const start = '(?<![A-Za-z0-9_-])';

/**
 * Keys that show by their form what they are, as the services that issue them publish it. Each starts at
 * the edge of a word or has bounded parts, so that a hostile text takes no more than linear time.
 */
export const secretPatterns: SecretPattern[] = [
  { kind: 'private key', pattern: /-----BEGIN (?:[A-Z0-9]{1,12} ){0,4}PRIVATE KEY(?: BLOCK)?-----/g },
  shape('knowmind token', 'kmt_[A-Za-z0-9_-]{48}'),
  shape('AWS access key', '(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])'),
  {
    kind: 'AWS secret key',
    pattern:
      /aws[a-z_ -]{0,20}?(?:secret|key)[a-z_ -]{0,20}["']?[ \t]{0,3}[:=][ \t]{0,3}["']?[a-z0-9/+]{40}(?![a-z0-9/+])/gi,
  },
  shape('GitHub token', '(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{22})'),
  shape('GitLab token', 'glpat-[A-Za-z0-9_-]{20}'),
  shape('Stripe key', '(?:[sr]k_(?:live|test)_[A-Za-z0-9]{16}|whsec_[A-Za-z0-9]{24})'),
  shape('Anthropic key', 'sk-ant-[A-Za-z0-9_-]{20}'),
  shape('OpenAI key', 'sk-(?!ant-)(?=[A-Za-z_-]{0,60}[0-9])(?=[a-z0-9_-]{0,60}[A-Z])[A-Za-z0-9_-]{20}'),
  shape('Google key', '(?:AIza[A-Za-z0-9_-]{35}|GOCSPX-[A-Za-z0-9_-]{28})'),
  shape('Slack token', 'xox[abeoprs]-[A-Za-z0-9-]{10}'),
  shape('JSON web token', 'eyJ[A-Za-z0-9_-]{8,}\\.eyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8}'),
  shape('Azure key', '(?:Account|SharedAccess)Key=[A-Za-z0-9+/]{40}'),
  shape('npm token', 'npm_[A-Za-z0-9]{36}'),
  shape('Hugging Face token', 'hf_[A-Za-z0-9]{30}'),
];

function shape(kind: string, form: string): SecretPattern {
  return { kind, pattern: new RegExp(start + form, 'g') };
}
