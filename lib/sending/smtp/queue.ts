import type { SmtpEnvelope, SmtpOutcome } from './types';

/** One message waiting for or on a connection. */
export interface SmtpJob {
  envelope: SmtpEnvelope;
  raw: Buffer;
  /** How often a connection broke before this message was handed over. */
  tries: number;
  /** Called right before the body's bytes go on the wire. */
  onBody?: (() => void) | undefined;
  /** Called after `onBody` of one or more messages, before the first byte of any. */
  seal?: (() => void) | undefined;
  /** Asked when a connection takes it; false: it was called off. */
  isWanted?: (() => boolean) | undefined;
  /** With `isFinal` no other connection tries it. */
  settle: (outcome: SmtpOutcome, isFinal?: boolean) => void;
}

/** First in, first out, without moving the rest of the list at each step. */
export class JobQueue {
  private jobs: (SmtpJob | undefined)[] = [];
  private head = 0;

  get length(): number {
    return this.jobs.length - this.head;
  }

  push(job: SmtpJob): void {
    this.jobs.push(job);
  }

  shift(): SmtpJob | undefined {
    if (this.length === 0) return undefined;
    const job = this.jobs[this.head];
    this.jobs[this.head++] = undefined;
    if (this.head > 1024 && this.head * 2 > this.jobs.length) {
      this.jobs = this.jobs.slice(this.head);
      this.head = 0;
    }
    return job;
  }

  /** Settles everything that waits as not handed over. */
  drain(reason: string): void {
    const waiting = this.length;
    for (let i = 0; i < waiting; i++) this.shift()?.settle({ state: 'unsent', reason });
  }
}
