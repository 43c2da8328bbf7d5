import { SmtpError, type SmtpOptions, type SmtpReply } from './types';
import { Wire } from './wire';

/** What a server offered in its answer to EHLO. */
export interface Capabilities {
  pipelining: boolean;
  eightBit: boolean;
  utf8: boolean;
  /** Largest message in bytes; 0 when unlimited or unsaid. */
  size: number;
  sizeOffered: boolean;
}

/** Connects, greets, encrypts and signs in as asked; the connection is then ready for messages. Rejects with SmtpError. */
export async function handshake(options: SmtpOptions): Promise<{ wire: Wire; capabilities: Capabilities }> {
  const wire = await Wire.connect(options);
  try {
    need(await wire.ask(null, wire.timeouts.greeting), 220, 'greeted');
    let offers = await greet(wire, options);
    const security = options.security ?? 'opportunistic';
    if (security === 'starttls' && !offers.has('STARTTLS')) throw unfit('the server does not offer STARTTLS');
    if ((security === 'starttls' || security === 'opportunistic') && offers.has('STARTTLS')) {
      need(await wire.ask('STARTTLS'), 220, 'answered STARTTLS');
      await wire.startTls();
      offers = await greet(wire, options);
    }
    if (options.auth) await authenticate(wire, options, offers);
    const size = offers.get('SIZE');
    return {
      wire,
      capabilities: {
        pipelining: options.pipelining !== false && offers.has('PIPELINING'),
        eightBit: offers.has('8BITMIME'),
        utf8: offers.has('SMTPUTF8'),
        size: Number(size) || 0,
        sizeOffered: size !== undefined,
      },
    };
  } catch (error) {
    wire.onEnd = () => {};
    wire.end(new SmtpError('given up'));
    throw error;
  }
}

function need(reply: SmtpReply, code: number, what: string): void {
  if (reply.code !== code) throw new SmtpError(`the server ${what} with ${reply.code} ${reply.text}`, reply);
}

async function greet(wire: Wire, options: SmtpOptions): Promise<Map<string, string>> {
  const name = /^[\w.:[\]-]{1,255}$/.test(options.name ?? '') ? options.name : 'localhost';
  const reply = await wire.ask(`EHLO ${name}`);
  if (reply.code === 250) {
    const pairs = reply.lines.slice(1).map((line): [string, string] => {
      const [keyword, ...rest] = line.trim().split(/[ =]/);
      return [keyword!.toUpperCase(), rest.join(' ')];
    });
    return new Map(pairs);
  }
  if (reply.code === 421) need(reply, 250, 'answered EHLO');
  need(await wire.ask(`HELO ${name}`), 250, 'answered HELO');
  return new Map();
}

/** It answered, and cannot be used as it is. */
const unfit = (why: string): SmtpError => new SmtpError(why, undefined, 'answer');

const base64 = (text: string): string => Buffer.from(text).toString('base64');

async function authenticate(wire: Wire, options: SmtpOptions, offers: Map<string, string>): Promise<void> {
  const { user, pass } = options.auth!;
  if (!wire.encrypted && !options.allowPlainAuth)
    throw unfit('refusing to send a password over a connection that is not encrypted');
  const methods = (offers.get('AUTH') ?? '').toUpperCase().split(' ');
  if (methods.includes('PLAIN')) {
    need(await wire.ask(`AUTH PLAIN ${base64(`\0${user}\0${pass}`)}`), 235, 'answered the sign-in');
  } else if (methods.includes('LOGIN')) {
    need(await wire.ask('AUTH LOGIN'), 334, 'answered AUTH LOGIN');
    need(await wire.ask(base64(user)), 334, 'answered the user name');
    need(await wire.ask(base64(pass)), 235, 'answered the sign-in');
  } else {
    throw unfit('the server offers no way to sign in that we know (PLAIN, LOGIN)');
  }
}
