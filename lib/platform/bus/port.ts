/** A domain event after the relay gave it its place in the order of commits. Delivered at least once, unordered. */
export interface StampedFact {
  id: string;
  tenant: string;
  /** `<domain>.<name>`, e.g. `contact.created`. */
  type: string;
  entityType: string;
  entityId: string;
  /** The entity's version: drop a fact that is older than what you know. */
  version: number;
  payload: Record<string, unknown>;
  /** ISO instant. */
  occurredAt: string;
  position: number;
  /** True when this consumer may have been given the fact before, by this process or by one that ended. */
  redelivered: boolean;
}

export type FactHandler = (facts: readonly StampedFact[]) => Promise<void>;

export interface Backoff {
  firstMs: number;
  capMs: number;
}

/** How one consumer wants its facts. */
export interface SubscriptionSpec {
  /** `[a-z][a-z0-9-]*`, unique in the installation: its place in the order is kept under this name. */
  name: string;
  /** `message.*`, `contact.created`, or `*` for all. */
  facts: readonly string[];
  /** At most so many facts in one call. */
  batch: number;
  /** Where a consumer that was never there begins: with the oldest kept fact, or with the next one. */
  from: 'start' | 'now';
  /** Calls before a fact that fails for an unknown reason becomes a dead letter. */
  maxAttempts: number;
  backoff: Backoff;
}

export interface Subscription {
  /** Resolves once the running call has ended and no other begins. */
  stop(): Promise<void>;
}

/** Carries stamped facts to every consumer. Adapters: cursors over the outbox (PostgreSQL) and NATS JetStream. */
export interface Bus {
  readonly kind: 'postgres' | 'nats';
  /** Hands facts over; resolves when the bus holds them. */
  publish(facts: readonly StampedFact[]): Promise<void>;
  /** Names the store that `publish` fills; null when facts need not be handed over. Another name than last time: it was lost. */
  store(): Promise<string | null>;
  subscribe(spec: SubscriptionSpec, handler: FactHandler): Promise<Subscription>;
  /** Facts that the consumer has not dealt with yet. */
  lag(consumer: string): Promise<number>;
  /** Throws when the bus does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
