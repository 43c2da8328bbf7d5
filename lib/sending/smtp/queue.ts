import { refusedBy } from './classify';
import type { SmtpEnvelope, SmtpError, SmtpOutcome } from './types';

/** What the sender of messages is asked and told of each, by the index that it gave it. */
export interface Asking {
  /** Asked when a connection takes it; false: it was called off. */
  wanted?(index: number): boolean;
  /** Called right before the body's bytes go on the wire. */
  handingOver?(index: number): void;
  /** Called after `handingOver` of one or more messages, before the first byte of any. */
  seal?: (() => void) | undefined;
  /** Called once, before anything else goes on the wire of its connection. */
  answered(index: number, outcome: SmtpOutcome): void;
}

/** One message waiting for or on a connection. */
export interface SmtpJob {
  asking: Asking;
  index: number;
  envelope: SmtpEnvelope;
  raw: Buffer;
  /** Both addresses are of ASCII characters that are safe in a command. */
  isAscii: boolean;
  /** How often a connection broke before this message was handed over. */
  tries: number;
}

type Settle = (job: SmtpJob, outcome: SmtpOutcome, isFinal?: boolean) => void;
const tell: Settle = ({ asking, index }, outcome) => asking.answered(index, outcome);

/** First in, first out, without moving the rest of the list at each step. */
export class JobQueue {
  private jobs: (SmtpJob | undefined)[] = [];
  private head = 0;

  /** `settle` hears what became of a job that was taken from here; with `isFinal` no other connection tries it. */
  constructor(readonly settle: Settle = tell) {}

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
  drain({ message: reason, heard, reply }: SmtpError): void {
    const refusal = reply && reply.code >= 400 ? refusedBy(reply) : undefined;
    const waiting = this.length;
    for (let i = 0; i < waiting; i++) {
      const job = this.shift();
      if (job) this.settle(job, { state: 'unsent', reason, heard, refusal });
    }
  }
}
