const kinds = [
  'ArrayBuffer',
  'Uint8Array',
  'Uint8ClampedArray',
  'Int8Array',
  'Uint16Array',
  'Int16Array',
  'Uint32Array',
  'Int32Array',
  'Float32Array',
  'Float64Array',
] as const;

/**
 * Makes this thread refuse to give out more buffers than it may: V8's limits of a worker do not count them, and a
 * PDF of some KB can unpack to gigabytes. Tells whether anything was refused, for a reader that swallows the error.
 */
export function boundBuffers(most: { one: number; all: number }): () => boolean {
  let sum = 0;
  let refused = false;
  const count = (bytes: number) => {
    sum += bytes;
    if (bytes > most.one || sum > most.all) refused = true;
    if (refused) throw new RangeError('This file unpacks to more than it may.');
  };
  for (const kind of kinds) {
    const original = globalThis[kind];
    const width = 'BYTES_PER_ELEMENT' in original ? original.BYTES_PER_ELEMENT : 1;
    const bounded: object = new Proxy(original, {
      construct(target, args, created) {
        if (typeof args[0] === 'number') count(args[0] * width);
        return Reflect.construct(target, args, created === bounded ? target : created);
      },
    });
    Object.defineProperty(globalThis, kind, { value: bounded });
  }
  // It unpacks past these buffers; without it the reader falls back to its own inflater.
  Reflect.deleteProperty(globalThis, 'DecompressionStream');
  return () => refused;
}
