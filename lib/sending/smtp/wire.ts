import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { heardAtBreak } from '../faults';
import type { Heard } from '../provider';
import { ReplyParser } from './reply';
import { defaultTimeouts, SmtpError, type SmtpOptions, type SmtpReply, type SmtpTimeouts } from './types';

const replyBytes = 4096;

/** A socket that speaks in replies, with one deadline for whatever is awaited. */
export class Wire {
  onReply: (reply: SmtpReply) => void = () => {};
  onEnd: (error: SmtpError) => void = () => {};
  readonly timeouts: SmtpTimeouts;
  private parser = new ReplyParser();
  private timer: NodeJS.Timeout | undefined;
  /** When the timer rings, and when the reply that is awaited is overdue; both by `performance.now()`. */
  private ringsAt = Infinity;
  private overdueAt = Infinity;
  private awaitedMs = 0;
  /** Text that waits for the end of `together`; null outside of it. */
  private gathered: string | null = null;
  /** Why the connection ended; undefined while it lives. */
  failure: SmtpError | undefined;

  private constructor(
    private socket: Socket,
    private readonly options: SmtpOptions,
  ) {
    this.timeouts = { ...defaultTimeouts, ...options.timeouts };
    this.listen();
  }

  /** Connects, by TLS from the first byte where asked. Rejects with SmtpError. */
  static connect(options: SmtpOptions): Promise<Wire> {
    const { host, port } = options;
    const secure = options.security === 'tls';
    return new Promise((resolve, reject) => {
      const lookup = options.lookup ? { lookup: options.lookup } : {};
      let wire: Wire | undefined;
      // In clear text, replies are read into the same few bytes again and again: a stream takes 64 kB for each of them.
      const buffer = Buffer.allocUnsafeSlow(replyBytes);
      const callback = (length: number): boolean => {
        wire?.read(buffer.subarray(0, length));
        return true;
      };
      const socket = secure
        ? connectTls({ port, ...lookup, ...tlsOptions(options) })
        : connectTcp({ host, port, ...lookup, onread: { buffer, callback } });
      const fail = (message: string, heard: Heard | undefined) => {
        socket.destroy();
        reject(new SmtpError(`cannot connect to ${host}:${port}: ${message}`, undefined, heard));
      };
      const late = () => fail('no answer in time', 'silence');
      const timer = setTimeout(late, options.timeouts?.connect ?? defaultTimeouts.connect);
      const failed = (error: Error & { code?: string }) => {
        clearTimeout(timer);
        fail(error.message || error.code || error.name, heardAtBreak(error));
      };
      socket.once('error', failed);
      socket.once(secure ? 'secureConnect' : 'connect', () => {
        clearTimeout(timer);
        socket.off('error', failed);
        socket.setNoDelay(true);
        resolve((wire = new Wire(socket, options)));
      });
    });
  }

  get encrypted(): boolean {
    return 'encrypted' in this.socket;
  }

  write(data: string | Buffer): void {
    if (this.failure) return;
    if (this.gathered !== null && typeof data === 'string') this.gathered += data;
    else {
      this.flush();
      this.socket.write(data);
    }
  }

  /** Sends all that is written inside `run` in one go; texts that follow each other as one, since each part costs. */
  together(run: () => void): void {
    this.socket.cork();
    this.gathered = '';
    run();
    this.flush();
    this.gathered = null;
    this.socket.uncork();
  }

  private flush(): void {
    if (!this.gathered || this.failure) return;
    const text = this.gathered;
    this.gathered = '';
    this.socket.write(text);
  }

  /** Sets the time that the next reply may take; null when none is awaited. */
  await(ms: number | null): void {
    this.overdueAt = ms === null ? Infinity : performance.now() + ms;
    this.awaitedMs = ms ?? 0;
    // A timer for each reply would cost more than reading it: one that rings too early looks again.
    if (this.overdueAt < this.ringsAt && !this.failure) this.ringAt(this.overdueAt);
  }

  private ringAt(at: number): void {
    clearTimeout(this.timer);
    this.ringsAt = at;
    this.timer = setTimeout(() => this.ring(), Math.max(1, at - performance.now()));
  }

  private ring(): void {
    this.ringsAt = Infinity;
    if (this.overdueAt === Infinity) return;
    if (performance.now() < this.overdueAt) return this.ringAt(this.overdueAt);
    this.end(new SmtpError(`the server did not answer within ${this.awaitedMs / 1000} s`, undefined, 'silence'));
  }

  /** One command, one reply; for the steps before messages flow. Null only waits. Rejects with SmtpError. */
  ask(command: string | null, ms: number = this.timeouts.command): Promise<SmtpReply> {
    if (this.failure) return Promise.reject(this.failure);
    return new Promise((resolve, reject) => {
      this.onEnd = reject;
      this.onReply = (reply) => {
        this.onReply = () => {};
        this.await(null);
        resolve(reply);
      };
      this.await(ms);
      if (command !== null) this.write(`${command}\r\n`);
    });
  }

  /** Turns the connection into a TLS one, after the server's 220. Rejects with SmtpError. */
  startTls(): Promise<void> {
    // What came in clear text behind the 220 may be an attacker's: it must not be read as part of the safe session.
    if (this.parser.pending)
      return Promise.reject(new SmtpError('the server sent clear text after STARTTLS', undefined, 'answer'));
    const plain = this.socket;
    for (const event of ['data', 'error', 'close']) plain.removeAllListeners(event);
    return new Promise((resolve, reject) => {
      const socket = connectTls({ socket: plain, ...tlsOptions(this.options) });
      this.socket = socket;
      this.listen();
      this.onEnd = reject;
      this.onReply = () =>
        this.end(new SmtpError('the server spoke before the TLS handshake ended', undefined, 'answer'));
      this.await(this.timeouts.command);
      socket.once('secureConnect', () => {
        this.await(null);
        resolve();
      });
    });
  }

  /** Ends the connection; `onEnd` hears of it once. */
  end(error: SmtpError): void {
    if (this.failure) return;
    this.failure = error;
    clearTimeout(this.timer);
    this.socket.destroy();
    this.onEnd(error);
  }

  private listen(): void {
    const socket: Socket | TLSSocket = this.socket;
    // Only of TLS: clear text comes by `onread`.
    if (this.encrypted) socket.on('data', (bytes) => this.read(bytes));
    socket.on('error', (error) =>
      this.end(new SmtpError(`the connection broke: ${error.message}`, undefined, heardAtBreak(error))),
    );
    socket.on('close', () => this.end(new SmtpError('the server closed the connection', undefined, 'silence')));
  }

  private read(bytes: Buffer): void {
    let replies: SmtpReply[];
    try {
      replies = this.parser.push(bytes);
    } catch (error) {
      this.end(new SmtpError(error instanceof Error ? error.message : String(error), undefined, 'answer'));
      return;
    }
    for (const reply of replies) {
      if (this.failure) return;
      this.onReply(reply);
    }
  }
}

function tlsOptions({ host, security, allowInvalidCertificate }: SmtpOptions) {
  const lenient = allowInvalidCertificate === true || (security ?? 'opportunistic') === 'opportunistic';
  // An address has no server name to send, but its certificate is checked against it all the same.
  return { host, rejectUnauthorized: !lenient, ...(isIP(host) ? {} : { servername: host }) };
}
