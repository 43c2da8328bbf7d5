import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface SmtpSink {
  url: string;
  port: number;
  /** Every accepted message: its recipient and its bytes. */
  received: { to: string; raw: string }[];
  /** Times each address was accepted. */
  counts(): Map<string, number>;
  /** Decides per recipient what the server says; null accepts. */
  refuse: (to: string) => { code: number; text: string } | null;
  /** Before the answer to each recipient. */
  delayMs: number;
  close(): Promise<void>;
}

/** A real SMTP server on a free port of the loopback address that keeps what it accepts. */
export async function smtpSink(): Promise<SmtpSink> {
  const received: SmtpSink['received'] = [];
  const sink: SmtpSink = {
    url: '',
    port: 0,
    received,
    delayMs: 0,
    refuse: () => null,
    counts: () => received.reduce((map, { to }) => map.set(to, (map.get(to) ?? 0) + 1), new Map<string, number>()),
    close: () => new Promise((done) => server.close(() => done())),
  };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    onRcptTo({ address }, _session, callback) {
      const no = sink.refuse(address);
      setTimeout(
        () => callback(no ? Object.assign(new Error(no.text), { responseCode: no.code }) : null),
        sink.delayMs,
      );
    },
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        for (const { address } of session.envelope.rcptTo)
          received.push({ to: address, raw: Buffer.concat(chunks).toString('latin1') });
        callback();
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  sink.port = (server.server.address() as AddressInfo).port;
  sink.url = `smtp://127.0.0.1:${sink.port}`;
  return sink;
}
