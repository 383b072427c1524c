import { stripVTControlCharacters, styleText } from 'node:util';
import { type Heading, toShownHeading } from './headings.ts';
import type { CliIo } from './io.ts';

/** A text below its title; one that is its own title is not said twice. */
export function printContent(io: CliIo, { title, content }: { title: string; content: string }): void {
  print(io, content === title ? '' : `  ${harmless(content).replaceAll('\n', '\n  ')}\n`);
}

/** Writes a line to standard output. */
export function print(io: CliIo, text: string): void {
  io.stdout.write(`${text}\n`);
}

export function printJson(io: CliIo, value: unknown): void {
  print(io, JSON.stringify(value, null, 2));
}

type Style = Parameters<typeof styleText>[0];

/** Colour for a terminal; plain text in a pipe, or where NO_COLOR is set. */
export function style(io: CliIo, format: Style, text: string): string {
  return io.stdout.isTTY && !io.env.NO_COLOR ? styleText(format, text) : text;
}

/** Text from elsewhere must not steer the terminal. */
export function harmless(text: string): string {
  return stripVTControlCharacters(text).replace(/\p{Cc}/gu, (character) => (character === '\n' ? '\n' : ' '));
}

export function printTable(io: CliIo, columns: Heading[], rows: string[][]): void {
  const headings = columns.map((column) => toShownHeading(io, column));
  const safe = rows.map((row) => row.map((cell) => harmless(cell).replaceAll('\n', ' ')));
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...safe.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  print(io, style(io, 'bold', line(headings)));
  for (const row of safe) print(io, line(row));
}
