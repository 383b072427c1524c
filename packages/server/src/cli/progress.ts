import type { CliIo } from './io.ts';
import { say } from './messages.ts';
import { harmless } from './output.ts';

/** Says how far a file is. A terminal sees one line that changes; a log only a file that takes long. */
export type Progress = { sent(bytes: number): void; end(): void };

const megabyte = 1024 * 1024;
const worthALine = megabyte;

/** `size`: bytes of the file; what is sent around it counts as the file. */
export function showProgress(io: CliIo, file: string, size: number): Progress {
  const all = toMegabytes(size);
  const terminal = io.stderr.isTTY;
  let shown = '';
  const show = (text: string) => {
    if (text === shown) return;
    shown = text;
    io.stderr.write(terminal ? `\r\u001b[K${text}` : `${text}\n`);
  };
  return {
    sent(bytes) {
      if (bytes < size && terminal)
        show(say(io, 'sending', { file: harmless(file), sent: toMegabytes(bytes), all }));
      if (bytes >= size && (terminal || size >= worthALine))
        show(say(io, 'processing', { file: harmless(file), all }));
    },
    end() {
      if (terminal && shown !== '') io.stderr.write('\r\u001b[K');
    },
  };
}

function toMegabytes(bytes: number): string {
  return (bytes / megabyte).toFixed(1);
}
