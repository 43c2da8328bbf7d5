import type { Backoff, StampedFact, Subscription } from './bus/port';
import { defaultBackoff } from './bus/policy';
import { checkSpec } from './bus/pattern';
import type { Clock } from './clock';
import type { Logger } from './log';
import type { Services } from './services';

export type { StampedFact } from './bus/port';

/** What a consumer may use of the outside. */
export interface ConsumerCtx {
  services: Services;
  clock: Clock;
  log: Logger;
}

export interface ConsumerDefinition {
  /** `[a-z][a-z0-9-]*`; its progress is kept under this name, so it never changes. */
  name: string;
  /** `message.*`, `contact.created`, or `*`. */
  facts: readonly string[];
  /** At most so many facts in one call (1 to 1,000); 200 unless said. */
  batch?: number;
  /** Where it begins when it is new: `start` (oldest kept fact, the default) or `now`. */
  from?: 'start' | 'now';
  /** Calls before a fact that fails for an unknown reason becomes a dead letter; 8 unless said. */
  maxAttempts?: number;
  backoff?: Backoff;
  /**
   * Must be idempotent: facts come at least once and unordered. A throw repeats the facts one by one: a permanent
   * DomainError makes a dead letter at once, an outage is waited for, anything else is tried again with growing waits.
   */
  run(ctx: ConsumerCtx, facts: readonly StampedFact[]): Promise<void>;
}

export type Consumer = Readonly<Required<ConsumerDefinition>>;

/** Declares a consumer of facts. */
export function consumer(definition: ConsumerDefinition): Consumer {
  const full = { batch: 200, from: 'start' as const, maxAttempts: 8, backoff: defaultBackoff, ...definition };
  checkSpec(full);
  return full;
}

/** Connects a consumer to the bus of this process. */
export const startConsumer = (it: Consumer, ctx: ConsumerCtx): Promise<Subscription> =>
  ctx.services.bus.subscribe(it, (facts) => it.run({ ...ctx, log: ctx.log.child({ consumer: it.name }) }, facts));
