import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../harness.ts';
import { runOutside } from '../outside.ts';

const script = '@modelcontextprotocol/conformance/dist/index.js';

type Check = { id: string; status: string; errorMessage?: string };
/** By scenario, what was looked at. */
export type Results = ReadonlyMap<string, Check[]>;

/** Runs one suite of the conformance program and reads what it wrote, a folder for each scenario. */
export async function runSuite(args: string[], onOutput?: (soFar: string) => void): Promise<Results> {
  const folder = makeFolder();
  const { out, err } = await runOutside(script, [...args, '-o', folder], onOutput);
  const results = new Map<string, Check[]>();
  for (const name of readdirSync(folder)) {
    const scenario = /^(?:authorization-server-|server-)?(.+)-\d{4}-\d\d-\d\dT[\d-]+Z$/.exec(name)?.[1];
    if (scenario === undefined) throw new Error(`The suite wrote ${name}, which is no scenario.`);
    results.set(scenario, JSON.parse(readFileSync(join(folder, name, 'checks.json'), 'utf8')));
  }
  // Nothing written means that the program broke off, and then its words are all there is.
  if (results.size === 0) throw new Error(out + err);
  return results;
}

/** Whether anything was looked at but the form of the messages: a scenario without its tool is passed by doing nothing. */
export function isMeaningful(checks: Check[]): boolean {
  return checks.some(({ id, status }) => status === 'SUCCESS' && id !== 'wire-schema-valid');
}

/** Ids of the checks that did not hold, with why. */
export function failuresOf(checks: Check[]): string[] {
  return checks
    .filter(({ status }) => status === 'FAILURE')
    .map(({ id, errorMessage }) => `${id}: ${errorMessage ?? ''}`);
}

type Suite = {
  /** Scenarios in which nothing may fail. */
  supported: readonly string[];
  /** Scenarios of which some checks fail, and exactly these, for they ask for what is left out. */
  partly: Readonly<Record<string, readonly string[]>>;
  /** What the server does not claim, each with the reason that docs/mcp.md gives. */
  leftOut: Readonly<Record<string, readonly string[]>>;
};

const contents = [
  'tools-list',
  'tools-call-simple-text',
  'tools-call-image',
  'tools-call-audio',
  'tools-call-embedded-resource',
  'tools-call-mixed-content',
  'tools-call-error',
  'prompts-list',
  'prompts-get-simple',
  'prompts-get-with-args',
  'prompts-get-embedded-resource',
  'prompts-get-with-image',
  'dns-rebinding-protection',
  'json-schema-2020-12',
];
const resources = [
  'resources-list',
  'resources-read-text',
  'resources-read-binary',
  'resources-templates-read',
];

/** By revision, every scenario that the suite holds for it. */
export const suites: Readonly<Record<'2025-11-25' | '2026-07-28', Suite>> = {
  '2025-11-25': {
    supported: [...contents, 'server-initialize', 'ping'],
    partly: {},
    leftOut: {
      'There is no session and no stream that outlives an answer.': [
        'server-session-lifecycle',
        'server-sse-polling',
        'server-sse-multiple-streams',
      ],
      'There are no resources.': [...resources, 'resources-subscribe', 'resources-unsubscribe'],
      'Nothing is completed.': ['completion-complete'],
      'An answer is one message: no log, progress or question goes ahead of it.': [
        'logging-set-level',
        'tools-call-with-logging',
        'tools-call-with-progress',
        'tools-call-sampling',
        'tools-call-elicitation',
        'elicitation-sep1034-defaults',
        'elicitation-sep1330-enums',
      ],
    },
  },
  '2026-07-28': {
    supported: [
      ...contents,
      'server-stateless',
      'server-sse-multiple-streams',
      'sep-2164-resource-not-found',
      'http-header-validation',
      'input-required-result-unsupported-methods',
      'input-required-result-validate-input',
    ],
    partly: {
      caching: ['sep-2549-resources-list-caching-hints', 'sep-2549-resources-templates-list-caching-hints'],
    },
    leftOut: {
      'There are no resources.': resources,
      'Nothing is completed.': ['completion-complete'],
      'An answer is one message: no log, progress or question goes ahead of it.': [
        'tools-call-with-progress',
      ],
      'No tool and no prompt asks back.': [
        'input-required-result-basic-elicitation',
        'input-required-result-basic-sampling',
        'input-required-result-basic-list-roots',
        'input-required-result-request-state',
        'input-required-result-multiple-input-requests',
        'input-required-result-multi-round',
        'input-required-result-non-tool-request',
        'input-required-result-result-type',
        'input-required-result-tampered-state',
        'input-required-result-capability-check',
        'input-required-result-ignore-extra-params',
        'input-required-result-missing-input-response',
      ],
      'No argument of a tool is repeated in a header.': ['http-custom-header-server-validation'],
      'Tasks are an extension, and no call takes long enough for one.': [
        'tasks-lifecycle',
        'tasks-capability-negotiation',
        'tasks-wire-fields',
        'tasks-request-state-removal',
        'tasks-mrtr-input',
        'tasks-request-headers',
        'tasks-dispatch-and-envelope',
        'tasks-status-notifications',
        'tasks-required-task-error',
        'tasks-mrtr-composition',
      ],
    },
  },
};
