import type { Tags, TagsTx } from '@/db/client';
import { bell } from '../bell';
import type { Clock } from '../clock';
import type { Logger } from '../log';
import { openOnce } from '../open-once';
import { insertFacts } from '../outbox';
import { attempt, report, type Attempt } from './attempt';
import { delayOf } from './policy';
import type { FactHandler, StampedFact, Subscription, SubscriptionSpec } from './port';

export interface ReplaysInit {
  sql: () => Tags;
  /** Has `wake` called when somebody asks for a replay; the answer ends that. */
  listen: (wake: () => void) => Promise<() => Promise<void>>;
  clock: Clock;
  log: Logger;
}

/** Gives dead letters again to their consumers, from the row itself: no bus needs to hold the fact any more. */
export interface Replays {
  start(spec: SubscriptionSpec, handler: FactHandler): Promise<Subscription>;
  close(): Promise<void>;
}

export const replayChannel = 'replays';
const safetyPollMs = 30_000;
const maxLetters = 100;

interface Letter {
  tenant_id: string;
  id: string;
  fact: StampedFact;
  attempts: number;
}

export function replays({ sql, listen, clock, log }: ReplaysInit): Replays {
  const bells = new Set<ReturnType<typeof bell>>();
  const wakeAll = () => {
    for (const it of bells) it.ring();
  };
  const ears = openOnce(() => listen(wakeAll));
  return {
    async start(spec, handler) {
      await ears.get();
      const mine = bell();
      bells.add(mine);
      let isStopping = false;
      let failures = 0;
      const run = async () => {
        let wait = 0;
        while (!isStopping) {
          await mine.wait(wait);
          if (isStopping) return;
          try {
            const { found, outage } = await replay(sql(), spec, handler, clock, log.child({ consumer: spec.name }));
            failures = outage ? failures + 1 : 0;
            wait = outage ? delayOf(failures, spec.backoff) : found > 0 ? 0 : safetyPollMs;
          } catch (error) {
            failures += 1;
            wait = delayOf(failures, { firstMs: 200, capMs: safetyPollMs });
            log.error({ err: error, consumer: spec.name }, 'dead letters could not be replayed; trying again');
          }
        }
      };
      const ended = run();
      return {
        async stop() {
          isStopping = true;
          bells.delete(mine);
          mine.ring();
          await ended;
        },
      };
    },
    async close() {
      await ears.close((end) => end().catch(() => undefined));
    },
  };
}

/**
 * One transaction: take letters that nobody else holds → give them → write what became of each. A process that dies in
 * it leaves them as they were. One try is all: who asked is told; an outage alone is waited for, behind the letters that
 * were tried less often, since it may be one of this fact alone.
 */
async function replay(
  sql: Tags,
  spec: SubscriptionSpec,
  handler: FactHandler,
  clock: Clock,
  log: Logger,
): Promise<{ found: number; outage: boolean }> {
  return sql.begin(async (tx) => {
    const letters = await tx<Letter[]>`
      select tenant_id, id, fact, attempts from dead_letters where consumer = ${spec.name} and state = 'replaying'
      order by attempts, created_at limit ${Math.min(spec.batch, maxLetters)} for update skip locked`;
    if (letters.length === 0) return { found: 0, outage: false };
    const facts = letters.map(({ fact }) => ({ ...fact, redelivered: true }));
    const byId = new Map(letters.map((letter) => [letter.fact.id, letter]));
    const tried = await attempt({ ...spec, maxAttempts: 1 }, handler, facts, ({ id }) => byId.get(id)?.attempts ?? 0);
    report(log, tried);
    await settle(tx, byId, tried, clock.now());
    return { found: letters.length, outage: tried.outage !== null };
  });
}

async function settle(sql: TagsTx, letters: ReadonlyMap<string, Letter>, tried: Attempt, now: Date): Promise<void> {
  const { done, dead, outage } = tried;
  const failed = new Map([...dead, ...(outage ? [outage] : [])].map(({ fact, error }) => [fact.id, error]));
  const ended = [...done, ...dead.map(({ fact }) => fact)];
  const all = [...ended, ...(outage ? [outage.fact] : [])].flatMap((fact) => letters.get(fact.id) ?? []);
  const states = all.map(({ fact }) =>
    outage?.fact.id === fact.id ? 'replaying' : failed.has(fact.id) ? 'open' : 'replayed',
  );
  await sql`
    update dead_letters d set state = t.state, settled_at = case when t.state = 'replayed' then ${now}::timestamptz end,
      attempts = d.attempts + case when t.error is null then 0 else 1 end, error = coalesce(t.error, d.error)
    from unnest(${all.map((it) => it.tenant_id)}::text[], ${all.map((it) => it.id)}::uuid[], ${states}::text[],
      ${all.map(({ fact }) => failed.get(fact.id)?.replaceAll('\u0000', '') ?? null)}::text[]) as t (tenant_id, id, state, error)
    where d.tenant_id = t.tenant_id and d.id = t.id`;
  for (const tenant of new Set(ended.map((fact) => fact.tenant))) {
    const mine = ended.filter((fact) => fact.tenant === tenant).flatMap((fact) => letters.get(fact.id) ?? []);
    const told = mine.map(({ id }) => ({
      type: 'system.dead_letter_replayed' as const,
      entityType: 'dead_letter',
      entityId: id,
      version: now.getTime(),
      payload: {},
    }));
    await insertFacts(sql, tenant, told, now);
  }
}
