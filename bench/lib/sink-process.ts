import { createServer, type AddressInfo } from 'node:net';

const seen = new Map<string, number>();
let messages = 0;

const server = createServer((socket) => {
  let buffered = '';
  let inBody = false;
  let to = '';
  socket.setNoDelay(true);
  socket.write('220 sink\r\n');
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Buffer) => {
    buffered += chunk.toString('latin1');
    let out = '';
    for (;;) {
      if (inBody) {
        const end = buffered.indexOf('\r\n.\r\n');
        if (end < 0) {
          buffered = buffered.slice(-4);
          break;
        }
        buffered = buffered.slice(end + 5);
        inBody = false;
        messages++;
        seen.set(to, (seen.get(to) ?? 0) + 1);
        out += '250 ok\r\n';
        continue;
      }
      const end = buffered.indexOf('\r\n');
      if (end < 0) break;
      const line = buffered.slice(0, end);
      buffered = buffered.slice(end + 2);
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === 'EHLO') out += '250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n';
      else if (verb === 'RCPT') {
        // A copy: a slice would keep the whole chunk that it was cut from.
        to = Buffer.from(line.slice(line.indexOf('<') + 1, line.indexOf('>'))).toString();
        out += '250 ok\r\n';
      } else if (verb === 'DATA') {
        inBody = true;
        out += '354 go\r\n';
      } else if (verb === 'QUIT') out += '221 bye\r\n';
      else out += '250 ok\r\n';
    }
    if (out) socket.write(out);
  });
});

process.on('message', () => process.send?.({ messages, doubled: [...seen.values()].filter((n) => n > 1).length }));
process.on('disconnect', () => process.exit(0));
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
