import { createServer, type AddressInfo, type Socket } from 'node:net';

/**
 * An SMTP server as bad as they come, in a process of its own: of 1,000 messages it refuses some for now (451), says goodbye
 * before some (421), goes away in the middle of some, takes some and goes away before it says so, and answers some late.
 */
const odds = { refuse: 4, goodbye: 2, breakBefore: 2, breakAfter: 1, late: 20 };
const lateMs = 40;
const lot = () => Math.random() * 1000;

/** Address → how often it was taken for good, whoever was told. */
const taken = new Map<string, number>();
const open = new Set<Socket>();
let untold = 0;

function serve(socket: Socket): void {
  let buffered = '';
  let inBody = false;
  let to = '';
  let busy = Promise.resolve();
  open.add(socket);
  socket.setNoDelay(true);
  socket.on('error', () => undefined);
  socket.on('close', () => open.delete(socket));
  const say = (line: string) => void (socket.destroyed || socket.write(`${line}\r\n`));

  const body = async (): Promise<void> => {
    inBody = false;
    if (lot() < odds.late) await new Promise((done) => setTimeout(done, lateMs));
    if (lot() < odds.breakBefore) return void socket.destroy();
    taken.set(to, (taken.get(to) ?? 0) + 1);
    if (lot() < odds.breakAfter) {
      untold++;
      return void socket.destroy();
    }
    say('250 2.0.0 taken');
  };
  const command = (line: string): void => {
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === 'EHLO') return say('250-sink\r\n250-PIPELINING\r\n250-ENHANCEDSTATUSCODES\r\n250 8BITMIME');
    if (verb === 'MAIL' && lot() < odds.goodbye) {
      say('421 4.3.2 going down');
      return void socket.end();
    }
    if (verb === 'RCPT') {
      // A copy: a slice would keep the whole chunk that it was cut from.
      to = Buffer.from(line.slice(line.indexOf('<') + 1, line.indexOf('>'))).toString();
      return say(lot() < odds.refuse ? '451 4.3.0 try again later' : '250 2.1.5 ok');
    }
    if (verb === 'DATA') {
      inBody = true;
      return say('354 go');
    }
    say(verb === 'QUIT' ? '221 bye' : '250 2.0.0 ok');
  };
  const step = async (): Promise<void> => {
    while (!socket.destroyed) {
      const mark = inBody ? '\r\n.\r\n' : '\r\n';
      // An empty body, after a refused recipient, is a dot alone.
      if (inBody && buffered.startsWith('.\r\n')) {
        buffered = buffered.slice(3);
        inBody = false;
        say('554 5.5.1 nobody to send to');
        continue;
      }
      const end = buffered.indexOf(mark);
      if (end < 0) return;
      const text = buffered.slice(0, end);
      buffered = buffered.slice(end + mark.length);
      if (inBody) await body();
      else command(text);
    }
  };
  socket.on('data', (chunk: Buffer) => {
    buffered += chunk.toString('latin1');
    busy = busy.then(step);
  });
  say('220 sink');
}

const server = createServer(serve);
process.on('message', (what) => {
  if (what === 'all') process.send?.({ taken: [...taken] });
  else process.send?.({ taken: [...taken.values()].reduce((sum, n) => sum + n, 0), open: open.size, untold });
});
process.on('disconnect', () => process.exit(0));
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
