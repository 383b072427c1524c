import { parentPort, workerData } from 'node:worker_threads';
import type { SentFile } from './kind.ts';
import { type ParsedFile, parse } from './parse.ts';
import { Refusal, type RefusalCode } from './refusal.ts';

export type Task = { file: SentFile; mostText: number };
export type Outcome =
  | { parsed: ParsedFile }
  | { refused: { code: RefusalCode; message: string } }
  | { failed: string };

parentPort?.postMessage(await toOutcome((workerData as { data: Task }).data));

async function toOutcome({ file, mostText }: Task): Promise<Outcome> {
  try {
    return { parsed: await parse(file, mostText) };
  } catch (error) {
    if (error instanceof Refusal) return { refused: { code: error.code, message: error.message } };
    return { failed: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
