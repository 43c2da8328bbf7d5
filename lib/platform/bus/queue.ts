import type { Clock } from '../clock';
import type { Logger } from '../log';
import type { Tags } from '@/db/client';
import { attempt, report, type Attempt } from './attempt';
import type { Held } from './held';
import { covers } from './pattern';
import { delayOf } from './policy';
import { keepDead } from './rows';
import { bell } from '../bell';
import type { FactHandler, SubscriptionSpec } from './port';

export interface QueueInit {
  spec: SubscriptionSpec;
  handler: FactHandler;
  sql: Tags;
  clock: Clock;
  log: Logger;
  /** Facts up to here were dealt with before the bus held them. */
  floor: number;
  keepEveryMs: number;
}

/** The facts that lie in this process: `add` from the bus, worked through in batches. */
export interface Queue {
  add(held: Held): void;
  /** Ends after the running batch; what was not begun goes back at once. */
  stop(): Promise<void>;
}

const stallsBeforeAside = 5;

/** Works through what a queueing bus delivers, with the same verdicts on failures as the cursors. */
export function workQueue({ spec, handler, sql, clock, log, floor, keepEveryMs }: QueueInit): Queue {
  let waiting: Held[] = [];
  let inWork: Held[] = [];
  let isStopping = false;
  let stalls = 0;
  const news = bell();
  const rest = bell();
  const keeper = setInterval(() => {
    for (const held of [...inWork, ...waiting]) held.keep();
  }, keepEveryMs);

  /** Answers how long to rest. Nothing is acknowledged before its verdict is durable. */
  const work = async (): Promise<number> => {
    const byId = new Map(inWork.map((held) => [held.fact.id, held]));
    const facts = inWork.map((held) => held.fact);
    const tried = await attempt(spec, handler, facts, (fact) => (byId.get(fact.id)?.deliveries ?? 1) - 1);
    report(log, tried);
    await keepDead(sql, spec.name, tried.dead, clock.now());
    answer(byId, tried);
    inWork = [];
    const { outage } = tried;
    if (!outage) {
      stalls = 0;
      return 0;
    }
    stalls = tried.done.length > 0 ? 1 : stalls + 1;
    const isAside = stalls % stallsBeforeAside === 0;
    if (isAside) byId.get(outage.fact.id)?.later(outage.delayMs);
    const again = [...(isAside ? [] : [outage.fact]), ...tried.stalled].flatMap((fact) => byId.get(fact.id) ?? []);
    waiting = [...again.map((held) => ({ ...held, fact: { ...held.fact, redelivered: true } })), ...waiting];
    return isAside ? 0 : delayOf(stalls, spec.backoff);
  };

  const run = async () => {
    let failures = 0;
    while (!isStopping) {
      if (waiting.length === 0) await news.wait(60_000);
      if (isStopping || waiting.length === 0) continue;
      inWork = waiting.splice(0, spec.batch);
      let restMs: number;
      try {
        restMs = await work();
        failures = 0;
      } catch (error) {
        failures += 1;
        restMs = delayOf(failures, { firstMs: 200, capMs: 10_000 });
        log.error({ err: error }, 'the outcome of facts could not be kept; they are tried again');
        waiting = [...inWork, ...waiting];
        inWork = [];
      }
      if (restMs > 0 && !isStopping) await rest.wait(restMs);
    }
  };
  const ended = run();

  return {
    add(held) {
      if (isStopping) return held.later(0);
      if (held.fact.position <= floor || !covers(spec.facts, held.fact.type)) return held.ack();
      waiting.push(held);
      news.ring();
    },
    async stop() {
      isStopping = true;
      news.ring();
      rest.ring();
      await ended;
      clearInterval(keeper);
      for (const held of waiting.splice(0)) held.later(0);
    },
  };
}

function answer(byId: ReadonlyMap<string, Held>, { done, dead, retries }: Attempt): void {
  for (const fact of done) byId.get(fact.id)?.ack();
  for (const { fact } of dead) byId.get(fact.id)?.drop();
  for (const { fact, delayMs } of retries) byId.get(fact.id)?.later(delayMs);
}
