import type { StampedFact } from './port';

/** A fact that a queueing bus has given to this process and waits to hear of. */
export interface Held {
  fact: StampedFact;
  /** How often it was given, this time included. */
  deliveries: number;
  ack(): void;
  /** Give it again after so long. */
  later(ms: number): void;
  /** Never again, to anybody of this consumer. */
  drop(): void;
  /** Still at it: do not give it to another process. */
  keep(): void;
}
