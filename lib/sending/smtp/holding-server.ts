import { createServer, type AddressInfo, type Socket } from 'node:net';

export interface HoldingServer extends AsyncDisposable {
  url: string;
  /** Addresses whose message came in whole, in order; each is answered at once, or when `release` is called. */
  bodies: string[];
  /** While true, the answer to a body waits, and so does all that was said after it on that connection. */
  holding: boolean;
  /** Before the answer to each body. */
  delayMs: number;
  /** The answer to a body. */
  answer: string;
  /** Answers what waits, and holds no more. */
  release(): void;
}

/** A bare SMTP server for tests that keeps messages on the wire for as long as it is told to. */
export async function holdingServer(): Promise<HoldingServer> {
  const sockets = new Set<Socket>();
  const waiting: (() => void)[] = [];
  const listener = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    serve(socket, held, waiting);
  });
  await new Promise<void>((done) => listener.listen(0, '127.0.0.1', done));
  const held: HoldingServer = {
    url: `smtp://127.0.0.1:${(listener.address() as AddressInfo).port}`,
    bodies: [],
    holding: false,
    delayMs: 0,
    answer: '250 2.0.0 ok',
    release: () => {
      held.holding = false;
      for (const go of waiting.splice(0)) go();
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => listener.close(done));
    },
  };
  return held;
}

function serve(socket: Socket, held: HoldingServer, waiting: (() => void)[]): void {
  let rest = '';
  let to = '';
  let state: 'commands' | 'body' | 'held' = 'commands';
  const say = (line: string) => socket.write(`${line}\r\n`);
  const answerBody = () => {
    state = 'commands';
    say(held.answer);
    read();
  };
  const command = (line: string) => {
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === 'RCPT') to = /<(.*)>/.exec(line)?.[1] ?? '';
    if (verb === 'DATA') state = 'body';
    say(
      verb === 'EHLO'
        ? '250-here\r\n250 PIPELINING'
        : verb === 'DATA'
          ? '354 go'
          : verb === 'QUIT'
            ? '221 bye'
            : '250 ok',
    );
    if (verb === 'QUIT') socket.end();
  };
  const read = () => {
    while (state !== 'held') {
      const mark = state === 'body' ? '\r\n.\r\n' : '\r\n';
      const end = rest.indexOf(mark);
      if (end < 0) return;
      const taken = rest.slice(0, end);
      rest = rest.slice(end + mark.length);
      if (state === 'commands') command(taken);
      else {
        state = 'held';
        held.bodies.push(to);
        if (held.holding) waiting.push(answerBody);
        else if (held.delayMs > 0) setTimeout(answerBody, held.delayMs);
        else answerBody();
      }
    }
  };
  say('220 here');
  socket.on('data', (bytes) => {
    rest += bytes.toString('latin1');
    read();
  });
}
