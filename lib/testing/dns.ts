import { createSocket } from 'node:dgram';

export interface NameServer {
  address: string;
  /** Awaited before each answer. */
  before: (() => Promise<void>) | undefined;
  close(): void;
}

/**
 * A local name server that answers TXT questions from `records`, by lower-case name; other names do not exist, or fail as
 * `codes` says (2: SERVFAIL, 5: REFUSED).
 */
export async function nameServer(
  records: ReadonlyMap<string, string>,
  codes?: ReadonlyMap<string, number>,
): Promise<NameServer> {
  const socket = createSocket('udp4');
  const server: NameServer = { address: '', before: undefined, close: () => socket.close() };
  const answer = async (query: Buffer, from: { port: number; address: string }): Promise<void> => {
    await server.before?.();
    let end = 12;
    const labels: string[] = [];
    for (let size = query[end]!; size > 0; size = query[end]!) {
      labels.push(query.toString('latin1', end + 1, end + 1 + size));
      end += size + 1;
    }
    const name = labels.join('.').toLowerCase();
    const text = records.get(name);
    const chunks = (text?.match(/.{1,255}/g) ?? []).map((chunk) => Buffer.from([chunk.length, ...Buffer.from(chunk)]));
    const data = Buffer.concat(chunks);
    const head = Buffer.from(query.subarray(0, 12));
    head.writeUInt16BE(text === undefined ? 0x8180 + (codes?.get(name) ?? 3) : 0x8180, 2);
    head.writeUInt16BE(text === undefined ? 0 : 1, 6);
    head.writeUInt32BE(0, 8);
    const record = Buffer.from([0xc0, 0x0c, 0, 16, 0, 1, 0, 0, 0, 60, data.length >> 8, data.length & 255]);
    const question = query.subarray(12, end + 5);
    socket.send(
      Buffer.concat([head, question, ...(text === undefined ? [] : [record, data])]),
      from.port,
      from.address,
    );
  };
  socket.on('message', (query, from) => void answer(query, from));
  await new Promise<void>((done) => socket.bind(0, '127.0.0.1', done));
  server.address = `127.0.0.1:${socket.address().port}`;
  return server;
}
