import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerAddress, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { mailTokens, readAddress } from '@/lib/tracking';
import { systemClock, type Clock } from '@/lib/platform/clock';
import { config } from '@/lib/platform/config';
import { logger, type Logger } from '@/lib/platform/log';
import type { Services } from '@/lib/platform/services';
import { readMail } from './classify';
import { complainedAbout, feedbackLocalPart, maxReportBytes } from './feedback-loop';
import { isReachable, receiveMail, type Receiver, type Recipient } from './receive';
import { tenantFinder, type FindTenant } from './tenants';

export interface InboundOptions {
  /** All tenants' slugs. */
  tenants: () => Promise<readonly string[]>;
  clock?: Clock;
  /** Unless given: where the settings say; 0 takes any free port. */
  host?: string;
  port?: number;
  /** What all sessions together may hold of mail that is not stored yet; 128 MB unless said. */
  maxHeldBytes?: number;
}

export interface InboundListener {
  port: number;
  stop(): Promise<void>;
}

const maxBytes = 25 * 1024 * 1024;
const maxClients = 50;
const maxHeldBytes = 128 * 1024 * 1024;
const maxRecipients = 20;
const maxRefused = 10;
const timeouts = { socketTimeout: 60_000, closeTimeout: 3_000 };

/** Answers to SMTP: `response` is what the other server is told, with its enhanced status. */
class SmtpAnswer extends Error {
  readonly responseCode: number;
  constructor(responseCode: number, text: string) {
    super(text);
    this.responseCode = responseCode;
  }
}

/** Bytes of mail in memory, of all sessions. */
class Held {
  private bytes = 0;
  constructor(private readonly max: number) {}

  /** False when there is no room; then nothing is taken. */
  take(bytes: number): boolean {
    if (this.bytes + bytes > this.max) return false;
    this.bytes += bytes;
    return true;
  }

  give(bytes: number): void {
    this.bytes -= bytes;
  }
}

/** What one session has said so far. */
interface State {
  recipients: Map<string, Recipient>;
  /** The mail also goes to the address of feedback loops. */
  isFeedback: boolean;
  refused: number;
}

interface Listening extends Receiver {
  held: Held;
  findTenant: FindTenant;
  log: Logger;
}

/**
 * Takes answers, bounces, complaints and unsubscribe mails over SMTP. An address that we did not make is refused at
 * once; 250 is said only after all of a mail is stored.
 */
export async function startInbound(services: Services, options: InboundOptions): Promise<InboundListener> {
  const { host = config().inbound.host, port = config().inbound.port ?? 0, clock = systemClock } = options;
  const log = logger('inbound');
  const held = new Held(options.maxHeldBytes ?? maxHeldBytes);
  const listening: Listening = { services, clock, log, held, findTenant: tenantFinder(mailTokens(), options.tenants) };
  const sessions = new WeakMap<SMTPServerSession, State>();
  const fresh = (refused = 0): State => ({ recipients: new Map(), isFeedback: false, refused });
  const stateOf = (session: SMTPServerSession): State => sessions.get(session) ?? fresh();
  const server = new SMTPServer({
    banner: 'AlumOutreach',
    name: config().mailDomain,
    size: maxBytes,
    maxClients,
    ...timeouts,
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    onMailFrom: (_address, session, done) => {
      sessions.set(session, fresh(stateOf(session).refused));
      done();
    },
    onRcptTo: (address, session, done) => {
      void (async () => {
        const state = stateOf(session);
        const refusal = await refusalOf(() => accept(listening, address, state), log);
        if (refusal) state.refused++;
        done(refusal);
      })();
    },
    onData: (stream, session, done) => {
      void (async () => {
        done(await refusalOf(() => takeIn(listening, stream, session, stateOf(session)), log), '2.0.0 Kept');
      })();
    },
  });
  server.on('error', (error) => log.warn({ err: error }, 'an incoming connection failed'));
  return { port: await bind(server, port, host), stop: () => new Promise((resolve) => server.close(() => resolve())) };
}

function bind(server: SMTPServer, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException) =>
      reject(
        new Error(
          error.code === 'EADDRINUSE'
            ? `The port ${port} for incoming mail is in use. Set INBOUND_SMTP_PORT to a free one.`
            : `Incoming mail cannot be taken on ${host}:${port}: ${error.message}`,
          { cause: error },
        ),
      );
    server.server.once('error', failed);
    server.listen(port, host, () => {
      server.server.off('error', failed);
      resolve((server.server.address() as AddressInfo).port);
    });
  });
}

async function accept(listening: Listening, { address }: SMTPServerAddress, state: State): Promise<void> {
  if (state.refused >= maxRefused) throw new SmtpAnswer(421, '4.7.0 Too many unknown recipients');
  if (state.recipients.size >= maxRecipients) throw new SmtpAnswer(452, '4.5.3 Too many recipients');
  const unknown = new SmtpAnswer(550, '5.1.1 There is no such address here');
  const at = address.lastIndexOf('@');
  if (address.slice(at + 1).toLowerCase() !== config().mailDomain.toLowerCase()) throw unknown;
  if (address.slice(0, at).toLowerCase() === feedbackLocalPart) {
    state.isFeedback = true;
    return;
  }
  const read = readAddress(address);
  if (!read) throw unknown;
  const tenant = await listening.findTenant(read);
  if (!tenant) throw unknown;
  const recipient = { tenant, address: read, rcpt: address };
  if (!(await isReachable(listening, recipient))) throw gone();
  state.recipients.set(recipient.rcpt, recipient);
}

const gone = () => new SmtpAnswer(550, '5.1.6 The message or person behind this address was deleted');

async function takeIn(
  listening: Listening,
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
  state: State,
): Promise<void> {
  const { held } = listening;
  let mine = 0;
  try {
    const chunks: Buffer[] = [];
    let isFull = false;
    // What is refused is read to its end all the same: the answer comes after it.
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      isFull ||= !stream.sizeExceeded && !held.take(chunk.length);
      if (isFull || stream.sizeExceeded) {
        chunks.length = 0;
        held.give(mine);
        mine = 0;
        continue;
      }
      mine += chunk.length;
      chunks.push(chunk);
    }
    if (stream.sizeExceeded) throw new SmtpAnswer(552, '5.3.4 The message is over 25 MB');
    if (mine > maxReportBytes && state.recipients.size === 0)
      throw new SmtpAnswer(552, '5.3.4 A feedback report of more than 1 MB is not taken');
    if (isFull) throw new SmtpAnswer(452, '4.3.1 Too much mail at this moment, please try again later');
    await fileFor(listening, Buffer.concat(chunks), session, state);
  } finally {
    held.give(mine);
  }
}

async function fileFor(listening: Listening, raw: Buffer, session: SMTPServerSession, state: State): Promise<void> {
  const mail = await readMail(raw).catch((cause: unknown) => {
    listening.log.warn({ err: cause }, 'an incoming mail could not be read');
    throw new SmtpAnswer(554, '5.6.0 The message cannot be read');
  });
  const nullSender = session.envelope.mailFrom === false || session.envelope.mailFrom.address === '';
  const recipients = [...state.recipients.values()];
  if (state.isFeedback) {
    const about = await complainedAbout(mail, listening.findTenant);
    if (about) recipients.push(about);
    else if (recipients.length === 0) {
      state.refused++;
      throw new SmtpAnswer(554, '5.6.0 Only feedback reports (ARF) that return a message of ours are taken here');
    }
  }
  const results = [];
  for (const recipient of recipients) {
    const received = await receiveMail(listening, mail, recipient, nullSender);
    listening.log.info(
      { tenant: recipient.tenant, messageId: recipient.address.messageId, result: received.result },
      'mail came in',
    );
    results.push(received.result);
  }
  if (results.every((result) => result === 'gone')) throw gone();
}

/** Null when it went well; else what we meant to say or, for a fault of ours, that the other server should come again. */
async function refusalOf(work: () => Promise<void>, log: Logger): Promise<SmtpAnswer | null> {
  try {
    await work();
    return null;
  } catch (error) {
    if (error instanceof SmtpAnswer) return error;
    log.error({ err: error }, 'incoming mail could not be stored');
    return new SmtpAnswer(451, '4.3.0 It could not be stored now, please try again later');
  }
}
