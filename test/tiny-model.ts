import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The words it knows, by what they mean to it: words of one line get the same direction. */
const meanings = [
  ['contract', 'vertrag', 'agreement'],
  ['ends', 'expires', 'endet'],
  ['cat', 'katze'],
  ['sleeps', 'schläft'],
];
const special = ['[PAD]', '[UNK]', '[CLS]', '[SEP]'];
const vocabulary = [...special, ...meanings.flat()];
const dimensions = meanings.length + 1;

/** Writes a model of one layer, a table of word vectors, with its tokenizer. Returns its folder. */
export function writeTinyModel(parent: string, name = 'tiny-model'): string {
  const folder = join(parent, name);
  mkdirSync(join(folder, 'onnx'), { recursive: true });
  const write = (file: string, value: object) => writeFileSync(join(folder, file), JSON.stringify(value));
  write('config.json', { model_type: 'bert', hidden_size: dimensions, vocab_size: vocabulary.length });
  write('tokenizer_config.json', {
    tokenizer_class: 'BertTokenizer',
    model_max_length: 64,
    unk_token: '[UNK]',
    pad_token: '[PAD]',
    cls_token: '[CLS]',
    sep_token: '[SEP]',
  });
  write('tokenizer.json', tokenizer());
  writeFileSync(join(folder, 'onnx/model.onnx'), toOnnx());
  return folder;
}

function tokenizer() {
  const plain = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: true };
  return {
    version: '1.0',
    added_tokens: special.map((content, id) => ({ id, content, ...plain })),
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: false,
      lowercase: true,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: null,
    decoder: null,
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(vocabulary.map((word, id) => [word, id])),
    },
  };
}

function vectorOf(word: string): number[] {
  const meaning = meanings.findIndex((words) => words.includes(word));
  const vector = new Array<number>(dimensions).fill(0);
  vector[meaning === -1 ? dimensions - 1 : meaning] = meaning === -1 ? 0.01 : 1;
  return vector;
}

/** Protocol Buffers' wire format: a number, or a length and what follows. */
function varint(value: number): Buffer {
  const out: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    out.push(rest > 127 ? (rest & 127) | 128 : rest);
    if (rest <= 127) return Buffer.from(out);
  }
}
const number = (field: number, value: number) => Buffer.concat([varint(field << 3), varint(value)]);
function part(field: number, value: Buffer | string): Buffer {
  const content = Buffer.from(value);
  return Buffer.concat([varint((field << 3) | 2), varint(content.length), content]);
}

/** `onnx.proto3`: a ModelProto whose graph looks each token up in a table. */
function toOnnx(): Buffer {
  const [float, int64, gather] = [1, 7, 'Gather'];
  const dimension = (size: number | string) =>
    part(1, typeof size === 'number' ? number(1, size) : part(2, size));
  const value = (name: string, type: number, sizes: (number | string)[]) => {
    const shape = Buffer.concat(sizes.map(dimension));
    return Buffer.concat([part(1, name), part(2, part(1, Buffer.concat([number(1, type), part(2, shape)])))]);
  };
  const table = Buffer.from(new Float32Array(vocabulary.flatMap(vectorOf)).buffer);
  const sizes = [number(1, vocabulary.length), number(1, dimensions)];
  const tensor = Buffer.concat([...sizes, number(2, float), part(8, 'table'), part(9, table)]);
  const ends = [part(1, 'table'), part(1, 'input_ids'), part(2, 'last_hidden_state')];
  const graph = Buffer.concat([
    part(1, Buffer.concat([...ends, part(3, 'look-up'), part(4, gather)])),
    part(2, 'tiny'),
    part(5, tensor),
    part(11, value('input_ids', int64, ['batch', 'sequence'])),
    part(11, value('attention_mask', int64, ['batch', 'sequence'])),
    part(12, value('last_hidden_state', float, ['batch', 'sequence', dimensions])),
  ]);
  return Buffer.concat([number(1, 8), part(7, graph), part(8, Buffer.concat([part(1, ''), number(2, 17)]))]);
}
