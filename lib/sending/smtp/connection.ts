import { calledOff } from '../provider';
import { wireParts } from './body';
import { refusedBy } from './classify';
import { hasAsciiOnly, mailCommand, refuseLocally } from './envelope';
import { handshake, type Capabilities } from './handshake';
import { JobQueue, type Asking, type SmtpJob } from './queue';
import { queueIdOf } from './reply';
import { Starts, type Start } from './starts';
import { SmtpError, type SmtpEnvelope, type SmtpOptions, type SmtpOutcome, type SmtpReply } from './types';
import type { Wire } from './wire';

type Step = 'reset' | 'mail' | 'rcpt' | 'data' | 'body' | 'void' | 'quit';

/** One SMTP session. With PIPELINING the envelope of the next message travels with the body of the previous one. */
export class SmtpConnection {
  onClose: (error: SmtpError) => void = () => {};
  /** Messages that this connection took from the queue. */
  taken = 0;
  accepted = 0;
  private readonly steps: Step[] = [];
  /** Message whose MAIL, RCPT, DATA await answers. */
  private opening: SmtpJob | null = null;
  private refusal: SmtpReply | null = null;
  /** Message whose body the server waits for, and of which nothing has gone. */
  private starting: SmtpJob | null = null;
  private readonly start: Start = {
    announce: () => this.announce(),
    seal: undefined,
    write: () => this.writeBody(),
  };
  /** Message whose body is (possibly) with the server, unanswered. */
  private closing: SmtpJob | null = null;
  private mustReset = false;
  private draining = false;
  private closed = false;

  private constructor(
    private readonly wire: Wire,
    readonly capabilities: Capabilities,
    private readonly queue: JobQueue,
    private readonly maxMessages: number,
    private readonly starts: Starts,
  ) {
    wire.onReply = (reply) => this.answer(reply);
    wire.onEnd = (error) => this.end(error);
  }

  /** Opens a connection that takes its messages from `queue`. Rejects with SmtpError. */
  static async open(
    options: SmtpOptions,
    queue = new JobQueue(),
    maxMessages = Infinity,
    starts = new Starts(),
  ): Promise<SmtpConnection> {
    const { wire, capabilities } = await handshake(options);
    if (wire.failure) throw wire.failure;
    return new SmtpConnection(wire, capabilities, queue, maxMessages, starts);
  }

  /** Sends one message; never rejects. */
  send(envelope: SmtpEnvelope, raw: Buffer): Promise<SmtpOutcome> {
    return new Promise((resolve) => {
      if (this.closed || this.draining) return resolve({ state: 'unsent', reason: 'the connection is closed' });
      const asking: Asking = { answered: (_, outcome) => resolve(outcome) };
      this.queue.push({ asking, index: 0, envelope, raw, isAscii: hasAsciiOnly(envelope), tries: 0 });
      this.pump();
    });
  }

  get idle(): boolean {
    return !this.opening && !this.starting && !this.closing;
  }

  private get hasRoom(): boolean {
    const { opening, starting, closing, capabilities } = this;
    return !opening && !starting && !this.closed && !this.draining && (capabilities.pipelining || !closing);
  }

  /** Takes the next message from the queue when there is room for its envelope. */
  pump(): void {
    while (this.hasRoom) {
      if (this.taken >= this.maxMessages) {
        void this.quit();
        return;
      }
      const job = this.queue.shift();
      if (!job) return;
      if (job.asking.wanted?.(job.index) === false) {
        this.queue.settle(job, calledOff, true);
        continue;
      }
      const refused = refuseLocally(job, this.capabilities);
      if (refused) this.queue.settle(job, refused);
      else this.begin(job);
    }
  }

  /** Finishes what is under way, says QUIT and closes; what still waits in the queue stays there. */
  quit(): Promise<void> {
    this.draining = true;
    return new Promise((resolve) => {
      if (this.closed) return resolve();
      const before = this.onClose;
      this.onClose = (error) => {
        before(error);
        resolve();
      };
      this.sayQuit();
    });
  }

  private sayQuit(): void {
    if (!this.idle || this.steps.includes('quit')) return;
    this.say('quit', 'QUIT\r\n');
    this.wire.await(Math.min(2_000, this.wire.timeouts.command));
  }

  private say(step: Step, data: string): void {
    this.steps.push(step);
    this.wire.write(data);
    this.wire.await(this.wire.timeouts[this.closing ? 'body' : 'command']);
  }

  private begin(job: SmtpJob): void {
    this.taken++;
    this.opening = job;
    this.refusal = null;
    const reset = this.mustReset;
    this.mustReset = false;
    if (!this.capabilities.pipelining)
      return reset ? this.say('reset', 'RSET\r\n') : this.say('mail', mailCommand(job, this.capabilities));
    if (reset) this.steps.push('reset');
    this.steps.push('mail', 'rcpt');
    this.say(
      'data',
      `${reset ? 'RSET\r\n' : ''}${mailCommand(job, this.capabilities)}RCPT TO:<${job.envelope.to}>\r\nDATA\r\n`,
    );
  }

  private answer(reply: SmtpReply): void {
    const step = this.steps.shift();
    if (step === undefined)
      return this.wire.end(new SmtpError(`the server said, unasked: ${reply.code} ${reply.text}`, reply));
    // A 3xx belongs to DATA alone, and DATA has no other yes: anything else means that we talk past each other.
    if (reply.code < 400 && reply.code >= 300 !== (step === 'data')) {
      return this.wire.end(
        new SmtpError(`the server lost its place: ${reply.code} ${reply.text} in answer to ${step}`, reply),
      );
    }
    if (reply.code === 421 && step !== 'quit') this.draining = true;
    this.handle(step, reply);
    if (this.closed) return;
    if (reply.code === 421) return this.wire.end(new SmtpError(`the server closes: 421 ${reply.text}`, reply));
    if (this.draining) this.sayQuit();
    else this.pump();
    if (this.steps.length === 0) this.wire.await(null);
    else if (!this.steps.includes('quit')) this.wire.await(this.wire.timeouts[this.closing ? 'body' : 'command']);
  }

  private handle(step: Step, reply: SmtpReply): void {
    const job = this.opening;
    if (step === 'quit') return this.wire.end(new SmtpError('closed'));
    if (step === 'body') return this.finishBody(reply);
    if (!job) return;
    if (step === 'reset') {
      if (!this.capabilities.pipelining) this.say('mail', mailCommand(job, this.capabilities));
    } else if (step === 'void') this.refuse(job);
    else if (step === 'data') this.answerData(job, reply);
    else if (reply.code >= 300) this.refuseEarly(job, reply);
    else if (!this.capabilities.pipelining)
      this.say(step === 'mail' ? 'rcpt' : 'data', step === 'mail' ? `RCPT TO:<${job.envelope.to}>\r\n` : 'DATA\r\n');
  }

  private refuseEarly(job: SmtpJob, reply: SmtpReply): void {
    this.refusal ??= reply;
    // With pipelining the answers to the rest of the envelope are still to come, unless the server goes away.
    if (!this.capabilities.pipelining || reply.code === 421) this.refuse(job);
  }

  private answerData(job: SmtpJob, reply: SmtpReply): void {
    if (reply.code !== 354) {
      this.refusal ??= reply;
      this.refuse(job);
    } else if (this.refusal) {
      // A server may ask for the text although it refused the only recipient: it gets an empty one.
      this.say('void', '.\r\n');
    } else {
      this.opening = null;
      this.starting = job;
      this.start.seal = job.asking.seal;
      this.starts.add(this.start);
    }
  }

  private announce(): void {
    const job = this.starting;
    if (!job) return;
    try {
      job.asking.handingOver?.(job.index);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.starting = null;
      this.queue.settle(job, { state: 'unsent', reason }, true);
      // The server waits for a text that must not go: only the end of the connection tells it so.
      this.wire.end(new SmtpError(reason));
    }
  }

  /** The body, and the envelope of the next message in the same packet. */
  private writeBody(): void {
    const job = this.starting;
    if (!job) return;
    this.starting = null;
    this.closing = job;
    this.wire.together(() => {
      this.steps.push('body');
      for (const part of wireParts(job.raw, job.envelope.canonical === true)) this.wire.write(part);
      this.wire.await(this.wire.timeouts.body);
      if (!this.draining) this.pump();
    });
  }

  private finishBody(reply: SmtpReply): void {
    const job = this.closing!;
    this.closing = null;
    if (reply.code >= 300) return this.queue.settle(job, refused(reply));
    this.accepted++;
    const { code, text } = reply;
    this.queue.settle(job, { state: 'accepted', response: `${code} ${text}`, reference: queueIdOf(text) });
  }

  private refuse(job: SmtpJob): void {
    this.opening = null;
    this.mustReset = true;
    this.queue.settle(job, refused(this.refusal!));
  }

  private end(error: SmtpError): void {
    if (this.closed) return;
    this.closed = true;
    const { closing, starting, opening } = this;
    this.closing = this.starting = this.opening = null;
    const { settle } = this.queue;
    const { message: reason, heard } = error;
    if (closing) settle(closing, { state: 'unknown', reason, heard });
    if (starting) settle(starting, { state: 'unsent', reason, heard });
    if (opening) settle(opening, this.refusal ? refused(this.refusal) : { state: 'unsent', reason, heard });
    this.onClose(error);
  }
}

const refused = (reply: SmtpReply): SmtpOutcome => ({ state: 'refused', ...refusedBy(reply) });
