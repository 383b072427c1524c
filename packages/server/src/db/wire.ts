import { Duplex } from 'node:stream';

/** Sends messages of PostgreSQL's frontend protocol and resolves with what the backend answers. */
export type Exchange = (messages: Uint8Array) => Promise<Uint8Array>;

/** AuthenticationOk and ReadyForQuery (PostgreSQL documentation, section 54.7): nobody else can connect. */
const welcome = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0, 0x5a, 0, 0, 0, 5, 0x49]);
const terminate = 'X'.charCodeAt(0);

/**
 * What `pg` takes for a socket, over a backend in this program. `pg` corks what belongs together, so that a
 * query is one exchange instead of one for each of its five messages.
 */
export function createSocket(exchange: Exchange): Duplex {
  let started = false;
  const send = async (messages: Buffer): Promise<Uint8Array | null> => {
    if (!started) {
      started = true;
      return welcome;
    }
    return messages[0] === terminate ? null : exchange(messages);
  };
  const forward = (messages: Buffer, done: (error?: Error) => void) => {
    send(messages).then((answer) => {
      socket.push(answer);
      done();
    }, done);
  };
  const socket = new Duplex({
    read: () => undefined,
    write: (chunk: Buffer, _encoding, done) => forward(chunk, done),
    writev: (chunks, done) => forward(Buffer.concat(chunks.map(({ chunk }) => chunk as Buffer)), done),
  });
  return Object.assign(socket, {
    connect: () => process.nextTick(() => socket.emit('connect')),
    setNoDelay: () => undefined,
    setKeepAlive: () => undefined,
    ref: () => undefined,
    unref: () => undefined,
  });
}
