import { bareClient, type Tags, type TagsTx } from '@/db/client';
import type { Clock } from '../clock';
import { DomainError, driverFailure } from '../errors';
import type { Logger } from '../log';
import { openOnce } from '../open-once';
import { attempt, report, type Attempt, type Retry } from './attempt';
import { dropRetries, dueRetries, keepRetries, lockPlace, maxRange, moveTo, readPage, type Place } from './cursor';
import { checkSpec } from './pattern';
import { delayOf } from './policy';
import { replayChannel, replays } from './replay';
import { keepDead, takePlace } from './rows';
import { bell, type Bell } from '../bell';
import type { Bus, FactHandler, Subscription, SubscriptionSpec } from './port';

export interface PostgresBusInit {
  /** Role ao_system. */
  url: string;
  clock: Clock;
  log: Logger;
}

interface Running {
  spec: SubscriptionSpec;
  handler: FactHandler;
  bell: Bell;
  /** Where this process left the place; another position means that another process was there, and may have died. */
  leftAt: number;
  suspectUntil: number;
  /** Outages in a row at the same place. */
  stalls: number;
  /** When the place was last written, so that the outbox is kept for a consumer that has nothing to do. */
  toldAt: number;
  isDeaf: boolean;
}

interface Step {
  waitMs: number;
  /** News do not shorten the wait: there is an outage. */
  isDeaf: boolean;
}

// The place stays locked while the handler runs, so these connections are the bus's own: handlers use the shared pools.
const maxConnections = 12;
const safetyPollMs = 1_000;
const stallsBeforeAside = 5;
const heartbeatMs = 60_000;

/** The bus of an installation without NATS: the stamped outbox itself, and a cursor per consumer. */
export function postgresBus({ url, clock, log }: PostgresBusInit): Bus {
  let client: Tags | undefined;
  const running = new Set<Running>();
  const sql = () => (client ??= bareClient(url, maxConnections));

  const listen = async () => {
    const opened = bareClient(url, 1);
    const wakeAll = () => {
      for (const it of running) if (!it.isDeaf) it.bell.ring();
    };
    try {
      await opened.listen('facts', wakeAll, wakeAll);
    } catch (error) {
      await opened.end({ timeout: 1 });
      throw error;
    }
    return opened;
  };
  const ears = openOnce(listen);
  const again = replays({
    sql,
    listen: async (wake) => {
      const ear = await (await ears.get()).listen(replayChannel, wake, wake);
      return () => ear.unlisten();
    },
    clock,
    log,
  });

  return {
    kind: 'postgres',
    publish: async () => undefined,
    store: async () => null,
    async subscribe(spec, handler) {
      checkSpec(spec);
      await ears.get();
      const position = await takePlace(sql(), spec.name, spec.from, clock.now());
      const toldAt = clock.now().getTime();
      const it: Running = {
        spec,
        handler,
        bell: bell(),
        leftAt: -1,
        suspectUntil: position,
        stalls: 0,
        toldAt,
        isDeaf: false,
      };
      running.add(it);
      const parts = [loop(it, sql(), clock, log.child({ consumer: spec.name })), await again.start(spec, handler)];
      return {
        stop: async () => {
          running.delete(it);
          await Promise.all(parts.map((part) => part.stop()));
        },
      };
    },
    async lag(consumer) {
      const [row] = await sql()<{ lag: string }[]>`
        select greatest(0, (select position from relay_state where one = 1) - coalesce((select position from consumer_offsets where consumer = ${consumer}), 0))
          + (select count(*) from consumer_retries where consumer = ${consumer}) as lag`;
      return Number(row?.lag ?? 0);
    },
    async ping() {
      await sql()`select 1 from relay_state where one = 1`;
    },
    async close() {
      await again.close();
      await ears.close((opened) => opened.end({ timeout: 1 })); // who waits for them may still open the client
      const last = client;
      client = undefined;
      await last?.end({ timeout: 5 });
    },
  };
}

function loop(it: Running, sql: Tags, clock: Clock, log: Logger): Subscription {
  let isStopping = false;
  let failures = 0;
  const run = async () => {
    let wait = 0;
    while (!isStopping) {
      await it.bell.wait(wait);
      if (isStopping) return;
      it.isDeaf = false;
      try {
        const result = await step(it, sql, clock, log);
        failures = 0;
        wait = result.waitMs;
        it.isDeaf = result.isDeaf;
      } catch (error) {
        if (driverFailure(error)?.sqlState === '55P03') {
          wait = 0; // another process is at work on this consumer
          continue;
        }
        failures += 1;
        wait = delayOf(failures, { firstMs: 200, capMs: 10_000 });
        it.isDeaf = true;
        log.error({ err: error, wait }, 'the consumer could not take its step');
        it.leftAt = -1;
      }
    }
  };
  const ended = run();
  return {
    stop: async () => {
      isStopping = true;
      it.bell.ring();
      await ended;
    },
  };
}

interface Left {
  next: number;
  waitMs: number;
  isDeaf: boolean;
}

/** One transaction: lock the place → failed facts that are due → the next facts → move the place. */
async function step(it: Running, sql: Tags, clock: Clock, log: Logger): Promise<Step> {
  const { spec } = it;
  const left = await sql.begin(async (tx): Promise<Left> => {
    const place = await lockPlace(tx, spec.name);
    if (!place)
      throw new DomainError({
        code: 'internal',
        message: `The consumer ${spec.name} has lost its place in consumer_offsets. Restart the workers.`,
      });
    if (place.position !== it.leftAt) it.suspectUntil = place.position + maxRange;
    const again = await retry(tx, it, place, clock, log);
    const page = await readPage(tx, spec, place, it.suspectUntil);
    const tried = await attempt(spec, it.handler, page.facts, () => 0);
    report(log, tried);
    if (tried.error !== null) it.suspectUntil = Math.max(it.suspectUntil, page.next);
    const { next, retries, waitMs } = leave(it, tried, page.next);
    const now = clock.now();
    await keepRetries(tx, spec.name, retries, now);
    await keepDead(tx, spec.name, tried.dead, now);
    const isSilent = now.getTime() - it.toldAt > heartbeatMs;
    if (next !== place.position || isSilent) {
      await moveTo(tx, spec.name, next, now);
      it.toldAt = now.getTime();
    }
    if (waitMs > 0) return { next, waitMs, isDeaf: true };
    const soonest = Math.min(safetyPollMs, again, ...retries.map((r) => r.delayMs));
    return { next, waitMs: page.isMore ? 0 : soonest, isDeaf: false };
  });
  it.leftAt = left.next;
  return left;
}

/** Gives failed facts again whose wait is over; answers how long the next one waits. */
async function retry(tx: TagsTx, it: Running, { retryAt }: Place, clock: Clock, log: Logger): Promise<number> {
  const { spec } = it;
  const waitMs = retryAt ? retryAt.getTime() - clock.now().getTime() : Infinity;
  if (waitMs > 0) return waitMs;
  const due = await dueRetries(tx, spec, clock.now());
  const tried = await attempt(spec, it.handler, due.facts, (fact) => due.attempts.get(fact.position) ?? 1);
  report(log, tried);
  const now = clock.now();
  const { outage } = tried;
  const stalled = tried.stalled.map((fact) => ({
    fact,
    attempts: due.attempts.get(fact.position) ?? 1,
    delayMs: outage?.delayMs ?? 0,
    error: outage?.error ?? '',
  }));
  const retries = [...tried.retries, ...(outage ? [outage] : []), ...stalled];
  await keepRetries(tx, spec.name, retries, now);
  await keepDead(tx, spec.name, tried.dead, now);
  await dropRetries(tx, spec.name, [...tried.done, ...tried.dead.map((d) => d.fact)]);
  return Math.max(1, Math.min(...retries.map((r) => r.delayMs), safetyPollMs));
}

/** Where the place comes to stand. An outage holds it; now and then the fact that meets it is put aside for the others' sake. */
function leave(it: Running, tried: Attempt, end: number): { next: number; retries: Retry[]; waitMs: number } {
  const { outage } = tried;
  if (!outage) {
    it.stalls = 0;
    return { next: end, retries: tried.retries, waitMs: 0 };
  }
  it.stalls = tried.done.length > 0 ? 1 : it.stalls + 1;
  const { position } = outage.fact;
  if (it.stalls % stallsBeforeAside !== 0)
    return { next: position - 1, retries: tried.retries, waitMs: delayOf(it.stalls, it.spec.backoff) };
  return { next: position, retries: [...tried.retries, outage], waitMs: 0 };
}
