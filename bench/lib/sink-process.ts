import { createServer, type AddressInfo } from 'node:net';

const seen = new Set<string>();
const again = new Set<string>();
let messages = 0;

const bodyEnd = Buffer.from('\r\n.\r\n');
const newline = 0x0a;
const nothing = Buffer.alloc(0);

function took(to: string): void {
  messages++;
  const before = seen.size;
  seen.add(to);
  if (seen.size === before) again.add(to);
}

// What it takes itself is taken from who is measured: bytes are searched, and only commands become text.
const server = createServer((socket) => {
  let rest: Buffer = nothing;
  let inBody = false;
  let to = '';
  const answer = (line: string): string => {
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === 'EHLO') return '250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n';
    if (verb === 'RCPT') to = line.slice(line.indexOf('<') + 1, line.indexOf('>'));
    if (verb === 'DATA') inBody = true;
    return verb === 'DATA' ? '354 go\r\n' : verb === 'QUIT' ? '221 bye\r\n' : '250 ok\r\n';
  };
  socket.setNoDelay(true);
  socket.write('220 sink\r\n');
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Buffer) => {
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    let at = 0;
    let out = '';
    for (;;) {
      const end = inBody ? bytes.indexOf(bodyEnd, at) : bytes.indexOf(newline, at);
      if (end < 0) break;
      if (inBody) {
        inBody = false;
        took(to);
        out += '250 ok\r\n';
        at = end + bodyEnd.length;
      } else {
        out += answer(bytes.toString('latin1', at, end));
        at = end + 1;
      }
    }
    // Of a body, its end may be cut in two; of a command, nothing may be lost.
    rest = bytes.subarray(inBody ? Math.max(at, bytes.length - bodyEnd.length + 1) : at);
    if (out) socket.write(out, 'latin1');
  });
});

process.on('message', () => process.send?.({ messages, doubled: again.size }));
process.on('disconnect', () => process.exit(0));
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
