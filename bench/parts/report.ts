type Cell = string | number;

/** Prints a Markdown table, as it stands in docs/benchmarks.md. */
export function printTable(title: string, head: string[], rows: Cell[][]): void {
  console.log(`\n### ${title}\n`);
  for (const row of [head, head.map(() => '---'), ...rows]) {
    console.log(`| ${row.map((cell) => (typeof cell === 'number' ? round(cell) : cell)).join(' | ')} |`);
  }
}

/** Says whether a figure reaches what was aimed at. */
export function printTarget(what: string, figure: number, aim: { atLeast?: number; atMost?: number }): void {
  const { atLeast, atMost } = aim;
  const met = (atLeast === undefined || figure >= atLeast) && (atMost === undefined || figure <= atMost);
  const wanted = atLeast === undefined ? `at most ${atMost}` : `at least ${atLeast}`;
  console.log(`- ${what}: ${round(figure)}, ${wanted}: ${met ? 'met' : 'not met'}`);
}

function round(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en', { maximumFractionDigits: digits });
}
