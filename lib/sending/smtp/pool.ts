import { SmtpConnection } from './connection';
import { JobQueue, type SmtpJob } from './queue';
import { Starts } from './starts';
import type { SmtpEnvelope, SmtpOptions, SmtpOutcome } from './types';

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

/** What its sender wants to be asked and told of a message on the wire. */
export type Asking = Pick<SmtpJob, 'onBody' | 'seal' | 'isWanted'>;

/** A bounded set of connections to one server, opened on demand; messages go to whichever is free. */
export class SmtpPool {
  private readonly queue = new JobQueue();
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
  send(envelope: SmtpEnvelope, raw: Buffer, onBody?: () => void): Promise<SmtpOutcome> {
    return new Promise((resolve) => this.submit(envelope, raw, resolve, { onBody }));
  }

  /** As `send`; the outcome is told at once, before anything else goes on the wire of its connection. */
  submit(
    envelope: SmtpEnvelope,
    raw: Buffer,
    onOutcome: (outcome: SmtpOutcome) => void,
    { onBody, seal, isWanted }: Asking = {},
  ): void {
    if (this.ended) return onOutcome({ state: 'unsent', reason: 'the pool is closed' });
    this.underway++;
    const job = {
      envelope,
      raw,
      onBody,
      seal,
      isWanted,
      tries: 0,
      settle: (outcome: SmtpOutcome, isFinal = false) => {
        if (
          !isFinal &&
          outcome.state === 'unsent' &&
          job.tries++ < (this.options.requeues ?? 2) &&
          this.lanes.size + this.opening > 0
        ) {
          this.queue.push(job);
          return;
        }
        onOutcome(outcome);
        if (--this.underway === 0) this.rest();
      },
    };
    this.queue.push(job);
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
      lane.onClose = (error) => this.lost(lane, error.message);
      lane.pump();
      if (this.underway === 0) this.rest();
      if (this.ended && this.underway === 0) await lane.quit();
    } catch (error) {
      this.opening--;
      this.failed(error instanceof Error ? error.message : String(error));
    }
  }

  private lost(lane: SmtpConnection, reason: string): void {
    this.lanes.delete(lane);
    if (lane.accepted > 0) {
      this.failures = 0;
      this.feed();
    } else if (this.queue.length > 0) this.failed(reason);
  }

  private failed(reason: string): void {
    if (this.ended && this.underway === 0) return;
    const { first, max } = this.options.backoff ?? { first: 250, max: 30_000 };
    const wait = Math.min(max, first * 2 ** Math.min(this.failures++, 20)) * (0.5 + Math.random() / 2);
    this.retry ??= setTimeout(() => {
      this.retry = undefined;
      this.feed();
    }, wait);
    // With nobody left to send it, a message goes back to the caller, who knows how long it may wait.
    if (this.lanes.size === 0 && this.opening === 0) this.queue.drain(reason);
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
