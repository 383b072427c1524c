import type { Services } from '../context.ts';

export type Library = typeof import('oidc-provider');

/**
 * Loads the protocol library at the first request that needs it: a command line that never serves does without, and
 * what it says of the runtime (it runs on Node 20, and advises 22) goes to the log, not to the terminal.
 */
export async function loadLibrary({ log }: Services): Promise<Library> {
  const { warn } = console;
  console.warn = (text: string) => log.warn(text);
  try {
    return await import('oidc-provider');
  } finally {
    console.warn = warn;
  }
}
