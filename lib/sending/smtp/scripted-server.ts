import { createServer, type AddressInfo, type Socket } from 'node:net';

export interface ScriptedServer extends AsyncDisposable {
  port: number;
  /** Messages whose final dot arrived, as they came. */
  bodies: string[];
  /** Command lines in order, over all connections. */
  commands: string[];
  connections: number;
}

export interface Script {
  greeting?: string;
  /** Lines of the EHLO answer after the first. */
  offers?: string[];
  /** Overrides the answer to a command, or to a body (`.`); null answers nothing, `cut` closes at once. */
  on?: (command: string, socket: Socket, server: ScriptedServer) => string | null | undefined | 'cut';
  /** Writes answers one byte at a time. */
  bytewise?: boolean;
}

const usual: Readonly<Record<string, string>> = {
  MAIL: '250 2.1.0 ok',
  RCPT: '250 2.1.5 ok',
  DATA: '354 go',
  '.': '250 2.0.0 ok queued as ABC123',
  RSET: '250 ok',
  QUIT: '221 bye',
};

/** A bare SMTP server for tests and measurements, which does what its script says. */
export async function scriptedServer(script: Script = {}): Promise<ScriptedServer> {
  const sockets = new Set<Socket>();
  const listener = createServer((socket) => {
    server.connections++;
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    serve(socket, script, server);
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const server: ScriptedServer = {
    port: (listener.address() as AddressInfo).port,
    bodies: [],
    commands: [],
    connections: 0,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => listener.close(resolve));
    },
  };
  return server;
}

function serve(socket: Socket, script: Script, server: ScriptedServer): void {
  let rest = '';
  let inBody = false;
  const say = (text: string) => {
    if (script.bytewise) for (const character of `${text}\r\n`) socket.write(character);
    else socket.write(`${text}\r\n`);
  };
  const answer = (command: string) => {
    const verb = command.slice(0, 4).toUpperCase();
    const told = script.on?.(command, socket, server);
    if (told === 'cut') socket.destroy();
    if (told === 'cut' || told === null) return;
    const reply =
      told ??
      (verb === 'EHLO'
        ? [
            '250-here',
            ...(script.offers ?? ['PIPELINING', 'SIZE 1000000']).map((offer) => `250-${offer}`),
            '250 HELP',
          ].join('\r\n')
        : (usual[verb] ?? '502 no'));
    say(reply);
    if (verb === 'DATA' && reply.startsWith('354')) inBody = true;
    if (verb === 'QUIT') socket.end();
  };
  say(script.greeting ?? '220 here');
  socket.on('data', (bytes) => {
    rest += bytes.toString('latin1');
    for (;;) {
      const end = inBody ? (rest.startsWith('.\r\n') ? 0 : rest.indexOf('\r\n.\r\n') + 2) : rest.indexOf('\r\n');
      if (inBody ? end === 1 : end < 0) return;
      const taken = rest.slice(0, end);
      rest = rest.slice(end + (inBody ? 3 : 2));
      if (inBody) server.bodies.push(taken);
      else server.commands.push(taken);
      const command = inBody ? '.' : taken;
      inBody = false;
      answer(command);
    }
  });
}
