import { createServer, Socket, type AddressInfo } from 'node:net';

// What the sink takes itself is taken from who is measured. Addresses are kept as 64 bits of a hash outside of the heap: marking a million
// strings again and again took a third of it.
const slots = 1 << 23;
const seen = new Uint32Array(2 * slots);
let messages = 0;
let bytes = 0;
let doubled = 0;

const bodyEnd = Buffer.from('\r\n.\r\n');
const [newline, opening, closing] = [0x0a, 0x3c, 0x3e];
const nothing: Buffer = Buffer.alloc(0);

/** Two FNV-1a hashes of an address, the second one over it backwards; neither is 0. */
function hashesOf(bytes: Buffer, from: number, to: number): [number, number] {
  let [one, other] = [0x811c9dc5, 0x01000193];
  for (let i = from, j = to - 1; i < to; i++, j--) {
    one = Math.imul(one ^ bytes[i]!, 0x01000193);
    other = Math.imul(other ^ bytes[j]!, 0x5bd1e995);
  }
  return [one >>> 0 || 1, other >>> 0 || 1];
}

function took(one: number, other: number): void {
  if (++messages > slots / 2) throw new Error('The sink counts 4,000,000 messages at most.');
  for (let at = one & (slots - 1); ; at = (at + 1) & (slots - 1)) {
    if (seen[2 * at] === 0) {
      seen[2 * at] = one;
      seen[2 * at + 1] = other;
      return;
    }
    if (seen[2 * at] === one && seen[2 * at + 1] === other) {
      doubled++;
      return;
    }
  }
}

// All connections are read into the same bytes: a stream takes 64 kB anew for each reading. Only who connects may say so,
// or who makes a socket of a handle.
const buffer = Buffer.allocUnsafeSlow(1 << 16);
const server = createServer({ pauseOnConnect: true }, (accepted) => {
  const { _handle: handle } = accepted as unknown as { _handle: unknown };
  let rest = nothing;
  let inBody = false;
  let [one, other] = [0, 0];
  const answer = (bytes: Buffer, from: number, to: number): string => {
    const verb = bytes.toString('latin1', from, from + 4).toUpperCase();
    if (verb === 'EHLO') return '250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n';
    if (verb === 'RCPT')
      [one, other] = hashesOf(bytes, bytes.indexOf(opening, from) + 1, bytes.lastIndexOf(closing, to));
    if (verb === 'DATA') inBody = true;
    return verb === 'DATA' ? '354 go\r\n' : verb === 'QUIT' ? '221 bye\r\n' : '250 ok\r\n';
  };
  const heard = (chunk: Buffer): void => {
    bytes += chunk.length;
    const read = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    let at = 0;
    let out = '';
    for (;;) {
      const end = inBody ? read.indexOf(bodyEnd, at) : read.indexOf(newline, at);
      if (end < 0) break;
      if (inBody) {
        inBody = false;
        took(one, other);
        out += '250 ok\r\n';
        at = end + bodyEnd.length;
      } else {
        out += answer(read, at, end);
        at = end + 1;
      }
    }
    // Of a body, its end may be cut in two; of a command, nothing may be lost.
    const left = inBody ? Math.max(at, read.length - bodyEnd.length + 1) : at;
    rest = left < read.length ? Buffer.from(read.subarray(left)) : nothing;
    if (out) socket.write(out, 'latin1');
  };
  const callback = (length: number): boolean => {
    heard(buffer.subarray(0, length));
    return true;
  };
  const socket = new Socket({ handle, onread: { buffer, callback } } as object);
  socket.setNoDelay(true);
  socket.write('220 sink\r\n');
  socket.on('error', () => undefined);
  socket.resume();
});

process.on('message', () => process.send?.({ messages, doubled, bytes }));
process.on('disconnect', () => process.exit(0));
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
