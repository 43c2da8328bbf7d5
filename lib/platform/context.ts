import type { Tx } from '@/db/client';
import type { Clock } from './clock';
import type { TenantId } from './ids';
import type { Logger } from './log';
import type { Services } from './services';

/** Who acts. Rights come with the actor; a job acts for the tenant that started it. */
export type Actor =
  | {
      kind: 'user';
      id: string;
      name: string;
      email: string;
      operator: boolean;
      /** The session by which they came; absent where there is none. */
      sessionId?: string;
      permissions: ReadonlySet<string>;
      roles: readonly string[];
    }
  | { kind: 'apiKey'; id: string; name: string; permissions: ReadonlySet<string> }
  | { kind: 'job'; id: string; name: string }
  | { kind: 'public'; id: string; name: string };

/** Everything that a verb may use of the outside: passed on, never looked up. */
export interface Ctx {
  tenant: TenantId;
  site?: string;
  actor: Actor;
  clock: Clock;
  log: Logger;
  requestId: string;
  /** The tenant's time zone (IANA), for what is shown and scheduled in local time. */
  timeZone: string;
  ip?: string;
  /** Aborted when nobody waits for the answer any more. */
  signal?: AbortSignal;
  services: Services;
  tx?: Tx;
  txTenant?: TenantId;
  afterCommit?(run: AfterCommit): void;
}

/** Gets the context outside the transaction. */
export type AfterCommit = (outside: Ctx) => void | Promise<void>;

/** A context inside a transaction that is bound to its tenant. */
export type TxCtx = Ctx & {
  tx: Tx;
  txTenant: TenantId;
  /** Runs once the outermost transaction has committed, and not at all if it does not. Must not throw. */
  afterCommit(run: AfterCommit): void;
};

export const actorLabel = (actor: Actor): string => (actor.kind === 'user' ? actor.id : `${actor.kind}:${actor.id}`);

export interface JobActorInit {
  tenant: TenantId;
  name: string;
  id?: string;
  timeZone?: string;
  clock: Clock;
  log: Logger;
  services: Services;
}

/** A context for work that no person is waiting for: consumers, jobs, timers. */
export const jobContext = ({ tenant, name, id = name, timeZone = 'UTC', clock, log, services }: JobActorInit): Ctx => ({
  tenant,
  actor: { kind: 'job', id, name },
  clock,
  log,
  requestId: `job-${id}`,
  timeZone,
  services,
});
