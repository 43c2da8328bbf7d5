import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface SeenRequest {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
  /** The same, where it is no text. */
  bytes: Buffer;
}

export interface Reply {
  status: number;
  headers?: Record<string, string>;
  body?: string | object;
}

/** `silence` never answers, `cut` closes without an answer, `half` closes in the middle of one. */
export type Behaviour = Reply | 'silence' | 'cut' | 'half' | Promise<Reply>;

export interface ScriptedHttp extends AsyncDisposable {
  url: string;
  requests: SeenRequest[];
  connections: number;
  /** The most requests that were open at a time. */
  atOnce: number;
  /** What is answered from now on. */
  answer: (request: SeenRequest, index: number) => Behaviour;
  close(): Promise<void>;
}

/** A local HTTP server that does what its test says and keeps what it was asked. */
export async function scriptedHttp(answer: ScriptedHttp['answer'] = () => ({ status: 200 })): Promise<ScriptedHttp> {
  const sockets = new Set<Socket>();
  let open = 0;
  const listener = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    server.atOnce = Math.max(server.atOnce, ++open);
    response.on('close', () => open--);
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const { method = '', url: path = '', headers } = incoming;
      const bytes = Buffer.concat(chunks);
      const seen = { method, path, headers, body: bytes.toString('utf8'), bytes };
      server.requests.push(seen);
      void act(server.answer(seen, server.requests.length - 1), response);
    });
  });
  listener.on('connection', (socket) => {
    server.connections++;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((done) => listener.listen(0, '127.0.0.1', done));
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((done) => listener.close(done));
  };
  const server: ScriptedHttp = {
    url: `http://127.0.0.1:${(listener.address() as AddressInfo).port}`,
    requests: [],
    connections: 0,
    atOnce: 0,
    answer,
    close,
    [Symbol.asyncDispose]: close,
  };
  return server;
}

async function act(behaviour: Behaviour, response: ServerResponse): Promise<void> {
  const reply = await behaviour;
  if (reply === 'silence') return;
  if (reply === 'cut') return void response.socket?.destroy();
  if (reply === 'half') {
    response.writeHead(200, { 'content-length': '1000' });
    response.write('{"id": "', () => response.socket?.destroy());
    return;
  }
  const { status, headers = {}, body = '' } = reply;
  const isText = typeof body === 'string';
  response.writeHead(status, { ...(isText ? {} : { 'content-type': 'application/json' }), ...headers });
  response.end(isText ? body : JSON.stringify(body));
}
