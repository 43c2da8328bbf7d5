import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import type { Services } from './services';

/** The numbers of a worker process, in Prometheus' words. */
export interface Metrics {
  timerRuns: Counter<'timer' | 'outcome'>;
  /** The whole page, with what is counted in PostgreSQL read anew. */
  render(): Promise<string>;
  contentType: string;
}

export function workerMetrics(services: Pick<Services, 'system' | 'bus'>, consumers: readonly string[]): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const gauge = <L extends string = never>(name: string, help: string, labelNames: L[] = []) =>
    new Gauge({ name, help, labelNames, registers: [registry] });
  const position = gauge('alumoutreach_relay_position', 'Position of the newest stamped fact.');
  const unstamped = gauge('alumoutreach_relay_waiting', 'Facts that wait for the relay (at most 100,000 are counted).');
  const lag = gauge('alumoutreach_consumer_lag', 'Facts that a consumer has not dealt with.', ['consumer']);
  const jobs = gauge('alumoutreach_jobs', 'Jobs that wait or run.', ['queue', 'state']);
  const dead = gauge('alumoutreach_dead_letters', 'Facts that a consumer gave up on, by what became of them.', [
    'consumer',
    'state',
  ]);
  const timerRuns = new Counter({
    name: 'alumoutreach_timer_runs_total',
    help: 'Runs of a timer.',
    labelNames: ['timer', 'outcome'],
    registers: [registry],
  });

  const collect = async () => {
    const sql = services.system.tags;
    const [counts, letters, queues] = await Promise.all([
      sql<{ position: string; waiting: number }[]>`
        select (select position from relay_state where one = 1) as position,
          (select count(*)::int from (select 1 from outbox where position is null limit 100000) x) as waiting`,
      sql<
        { consumer: string; state: string; count: number }[]
      >`select consumer, state, count(*)::int from dead_letters group by 1, 2`,
      sql<
        { queue: string; state: string; count: number }[]
      >`select queue, state, count(*)::int from jobs where state in ('queued', 'running') group by 1, 2`,
    ]);
    position.set(Number(counts[0]?.position ?? 0));
    unstamped.set(counts[0]?.waiting ?? 0);
    dead.reset();
    for (const { consumer, state, count } of letters) dead.set({ consumer, state }, count);
    jobs.reset();
    for (const { queue, state, count } of queues) jobs.set({ queue, state }, count);
    await Promise.all(
      consumers.map(async (consumer) => lag.set({ consumer }, await services.bus.lag(consumer).catch(() => NaN))),
    );
  };
  return {
    timerRuns,
    contentType: registry.contentType,
    async render() {
      await collect();
      return registry.metrics();
    },
  };
}
