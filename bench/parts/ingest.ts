import { toFact, toQuestions } from './facts.ts';
import type { Server } from './load.ts';
import { percentile } from './measure.ts';
import { toKeeper } from './ours.ts';
import { printTable, printTarget } from './report.ts';

const megabyte = 1024 * 1024;

/** Facts under headings, as many as fit into so many bytes; another file for each number. */
function toMarkdown(number: number, bytes: number): string {
  const lines: string[] = [`# Report ${number}\n`];
  let size = 0;
  for (let index = number * 1_000_000; size < bytes; index += 1) {
    if (index % 40 === 0) lines.push(`\n## Part ${index}\n`);
    const { content } = toFact(index);
    lines.push(content);
    size += content.length + 16;
  }
  return lines.join('\n');
}

async function upload({ url, token }: Server, number: number, bytes: number): Promise<void> {
  const form = new FormData();
  form.set('file', new Blob([toMarkdown(number, bytes)], { type: 'text/markdown' }), `report-${number}.md`);
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(`${url}/api/v1/documents`, { method: 'POST', headers, body: form });
  if (!answer.ok) throw new Error(`The upload was answered with ${answer.status}: ${await answer.text()}`);
}

/** Recall at rest, and while documents of ten megabytes are taken in one after the other. */
export async function benchIngest(
  server: Server,
  { quick, kind }: { quick: boolean; kind: string },
): Promise<void> {
  const memories = quick ? 1000 : 10_000;
  const bytes = (quick ? 2 : 9.5) * megabyte;
  const keeper = toKeeper('knowmind', server);
  const questions = toQuestions(memories, 60);
  const timed = async (query: string) => {
    const from = performance.now();
    await keeper.ask(query);
    return performance.now() - from;
  };
  try {
    await keeper.fill(0, memories);
    for (const { query } of questions.slice(0, 20)) await keeper.ask(query);
    const idle: number[] = [];
    for (const { query } of [...questions, ...questions]) idle.push(await timed(query));
    const beside: number[] = [];
    let uploading = true;
    const uploads = (async () => {
      for (let number = 1; number <= (quick ? 1 : 3); number += 1) await upload(server, number, bytes);
    })().finally(() => {
      uploading = false;
    });
    for (let at = 0; uploading; at += 1)
      beside.push(await timed(questions[at % questions.length]?.query ?? ''));
    await uploads;
    const row = (name: string, times: number[]) => [
      name,
      times.length,
      ...[0.5, 0.95, 1].map((part) => percentile(times, part)),
    ];
    printTable(
      `Recall among ${memories.toLocaleString('en')} memories beside documents of ${bytes / megabyte} MB, ${kind}`,
      ['', 'questions', 'p50 ms', 'p95 ms', 'slowest ms'],
      [row('at rest', idle), row('while they are taken in', beside)],
    );
    printTarget('p95 beside it against that at rest', percentile(beside, 0.95) / percentile(idle, 0.95), {
      atMost: 3,
    });
  } finally {
    await keeper.stop();
  }
}
