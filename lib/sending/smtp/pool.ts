import { SmtpConnection } from './connection';
import { hasAsciiOnly } from './envelope';
import { JobQueue, type Asking, type SmtpJob } from './queue';
import { Starts } from './starts';
import { SmtpError, type SmtpEnvelope, type SmtpOptions, type SmtpOutcome } from './types';

export interface SmtpPoolOptions extends SmtpOptions {
  /** Connections at most. Default 5. */
  size?: number;
  /** Messages per connection before it is renewed. Default 1,000. */
  maxMessages?: number;
  /** Milliseconds after which an unused connection is closed. Default 20,000. */
  idleMs?: number;
  /** Wait after a failed connection, doubled each time, in milliseconds. */
  backoff?: { first: number; max: number };
  /** How often a message that was not handed over may move to another connection. Default 2. */
  requeues?: number;
}

/** A bounded set of connections to one server, opened on demand; messages go to whichever is free. */
export class SmtpPool {
  private readonly queue = new JobQueue((job, outcome, isFinal) => this.settle(job, outcome, isFinal));
  private readonly starts = new Starts();
  private readonly lanes = new Set<SmtpConnection>();
  private readonly closing = new Set<Promise<void>>();
  private opening = 0;
  private failures = 0;
  private retry: NodeJS.Timeout | undefined;
  private idle: NodeJS.Timeout | undefined;
  private underway = 0;
  private ended: Promise<void> | undefined;
  private allDone: () => void = () => {};

  constructor(private readonly options: SmtpPoolOptions) {}

  /** Connections that are open now. */
  get connections(): number {
    return this.lanes.size;
  }

  /** Sends one message; never rejects. `unsent` may be tried again at once or later, `unknown` must not. */
  send(envelope: SmtpEnvelope, raw: Buffer, handingOver: () => void = () => {}): Promise<SmtpOutcome> {
    return new Promise((resolve) =>
      this.submit({ handingOver, answered: (_, outcome) => resolve(outcome) }, 0, envelope, raw),
    );
  }

  /** As `send`, for one of the messages of who is asked and told. */
  submit(asking: Asking, index: number, envelope: SmtpEnvelope, raw: Buffer): void {
    if (this.ended) return asking.answered(index, { state: 'unsent', reason: 'the pool is closed' });
    this.underway++;
    this.queue.push({ asking, index, envelope, raw, isAscii: hasAsciiOnly(envelope), tries: 0 });
    this.feed();
  }

  /** Lets what was given finish, then closes all connections. */
  close(): Promise<void> {
    this.ended ??= new Promise<void>((resolve) => {
      this.allDone = resolve;
      if (this.underway === 0) resolve();
    }).then(async () => {
      clearTimeout(this.retry);
      clearTimeout(this.idle);
      await Promise.all([...[...this.lanes].map((lane) => lane.quit()), ...this.closing]);
    });
    return this.ended;
  }

  private settle(job: SmtpJob, outcome: SmtpOutcome, isFinal = false): void {
    if (
      !isFinal &&
      outcome.state === 'unsent' &&
      job.tries++ < (this.options.requeues ?? 2) &&
      this.lanes.size + this.opening > 0
    ) {
      this.queue.push(job);
      return;
    }
    job.asking.answered(job.index, outcome);
    if (--this.underway === 0) this.rest();
  }

  private feed(): void {
    for (const lane of this.lanes) {
      if (this.queue.length === 0) return;
      lane.pump();
    }
    const room = (this.options.size ?? 5) - this.lanes.size - this.opening;
    const wanted = Math.min(room, this.queue.length - this.opening);
    if (this.retry === undefined) for (let i = 0; i < wanted; i++) void this.open();
  }

  private async open(): Promise<void> {
    this.opening++;
    try {
      const lane = await SmtpConnection.open(this.options, this.queue, this.options.maxMessages ?? 1000, this.starts);
      this.opening--;
      this.lanes.add(lane);
      lane.onClose = (error) => this.lost(lane, error);
      lane.pump();
      if (this.underway === 0) this.rest();
      if (this.ended && this.underway === 0) await lane.quit();
    } catch (error) {
      this.opening--;
      this.failed(error instanceof SmtpError ? error : new SmtpError(String(error)));
    }
  }

  private lost(lane: SmtpConnection, error: SmtpError): void {
    this.lanes.delete(lane);
    if (lane.accepted > 0) {
      this.failures = 0;
      this.feed();
    } else if (this.queue.length > 0) this.failed(error);
  }

  private failed(error: SmtpError): void {
    if (this.ended && this.underway === 0) return;
    const { first, max } = this.options.backoff ?? { first: 250, max: 30_000 };
    const wait = Math.min(max, first * 2 ** Math.min(this.failures++, 20)) * (0.5 + Math.random() / 2);
    this.retry ??= setTimeout(() => {
      this.retry = undefined;
      this.feed();
    }, wait);
    // With nobody left to send it, a message goes back to the caller, who knows how long it may wait.
    if (this.lanes.size === 0 && this.opening === 0) this.queue.drain(error);
    for (const lane of this.lanes) lane.pump();
  }

  private rest(): void {
    this.allDone();
    clearTimeout(this.idle);
    this.idle = setTimeout(() => {
      if (this.underway > 0) return;
      for (const lane of this.lanes) {
        const gone = lane.quit().finally(() => this.closing.delete(gone));
        this.closing.add(gone);
      }
    }, this.options.idleMs ?? 20_000);
    this.idle.unref();
  }
}
