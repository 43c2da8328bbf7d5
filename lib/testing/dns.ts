import { createSocket } from 'node:dgram';

export interface NameServer {
  address: string;
  /** Awaited before each answer: one that never comes is a server that says nothing. */
  before: ((name: string) => Promise<void>) | undefined;
  /** The names that were asked for, once for each question. */
  asked: string[];
  close(): void;
}

export interface Zone {
  /** By lower-case name; other names do not exist, or fail as `codes` says (2: SERVFAIL, 5: REFUSED). */
  texts?: ReadonlyMap<string, string>;
  addresses?: ReadonlyMap<string, readonly string[]>;
  codes?: ReadonlyMap<string, number>;
  /** Seconds that an answer may be remembered. */
  ttl?: number;
}

const types = { a: 1, txt: 16 };

/** A local name server that answers questions for TXT and for IPv4 addresses. */
export async function nameServer({ texts, addresses, codes, ttl = 60 }: Zone): Promise<NameServer> {
  const socket = createSocket('udp4');
  const server: NameServer = { address: '', before: undefined, asked: [], close: () => socket.close() };
  const dataOf = (name: string, type: number): Buffer[] => {
    if (type === types.a) return (addresses?.get(name) ?? []).map((one) => Buffer.from(one.split('.').map(Number)));
    const text = type === types.txt ? texts?.get(name) : undefined;
    const chunks = (text?.match(/.{1,255}/g) ?? []).map((chunk) => Buffer.from([chunk.length, ...Buffer.from(chunk)]));
    return text === undefined ? [] : [Buffer.concat(chunks)];
  };
  const answer = async (query: Buffer, from: { port: number; address: string }): Promise<void> => {
    let end = 12;
    const labels: string[] = [];
    for (let size = query[end]!; size > 0; size = query[end]!) {
      labels.push(query.toString('latin1', end + 1, end + 1 + size));
      end += size + 1;
    }
    const name = labels.join('.').toLowerCase();
    server.asked.push(name);
    await server.before?.(name);
    const type = query.readUInt16BE(end + 1);
    const exists = texts?.has(name) || addresses?.has(name);
    const found = dataOf(name, type);
    const head = Buffer.from(query.subarray(0, 12));
    head.writeUInt16BE(exists ? 0x8180 : 0x8180 + (codes?.get(name) ?? 3), 2);
    head.writeUInt16BE(found.length, 6);
    head.writeUInt32BE(0, 8);
    const records = found.flatMap((data) => [
      Buffer.from([0xc0, 0x0c, 0, type, 0, 1, 0, 0, ttl >> 8, ttl & 255, data.length >> 8, data.length & 255]),
      data,
    ]);
    socket.send(Buffer.concat([head, query.subarray(12, end + 5), ...records]), from.port, from.address);
  };
  socket.on('message', (query, from) => void answer(query, from));
  await new Promise<void>((done) => socket.bind(0, '127.0.0.1', done));
  server.address = `127.0.0.1:${socket.address().port}`;
  return server;
}
