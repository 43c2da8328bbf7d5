import { schemaVersion } from '@/db/version';
import { systemClock, type Clock } from './clock';
import { config } from './config';
import { logger } from './log';
import { services as opened, type Services } from './services';

/** `degraded`: it does not answer, and something slower stands in; `off`: this installation does without it. */
export type PartState = 'ok' | 'degraded' | 'down' | 'off';

export interface PartHealth {
  state: PartState;
  kind?: string;
  /** What to do about it, when it is not ok. */
  detail?: string;
}

export interface Readiness {
  status: 'ready' | 'not ready';
  /** The parts that keep it from being ready. */
  missing: string[];
  parts: Record<string, PartHealth>;
}

const probeMs = 3_000;
/** A worker process tells that it lives every 5 seconds. */
const workerSilenceMs = 20_000;
const keptMs = 1_000;

type Probe = () => Promise<PartHealth>;

/** Runs a probe for at most three seconds; what it throws goes to the log, not to the caller. */
async function judged(name: string, probe: Probe, otherwise: PartHealth): Promise<[string, PartHealth]> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`${name} did not answer in ${probeMs} ms`)), probeMs);
    });
    return [name, await Promise.race([probe(), late])];
  } catch (error) {
    logger('health').warn({ err: error, part: name }, 'a part does not answer');
    return [name, otherwise];
  } finally {
    clearTimeout(timer);
  }
}

async function postgres({ system }: Services): Promise<PartHealth> {
  const [row] = await system.tags<
    { version: string }[]
  >`select version from schema_version order by migration desc limit 1`;
  const wanted = schemaVersion();
  if (row?.version === wanted) return { state: 'ok', kind: `schema ${wanted}` };
  return {
    state: 'down',
    kind: `schema ${row?.version ?? 'none'}`,
    detail: `The database has another schema than this version's (${wanted}). Run the migrations.`,
  };
}

async function workers({ system }: Services, clock: Clock): Promise<PartHealth> {
  const since = new Date(clock.now().getTime() - workerSilenceMs);
  const [row] = await system.tags<
    { alive: number }[]
  >`select count(*)::int as alive from worker_heartbeats where at > ${since}`;
  const alive = row?.alive ?? 0;
  return alive > 0
    ? { state: 'ok', kind: `${alive} running` }
    : {
        state: 'down',
        detail: 'No worker process has shown itself for 20 seconds: nothing is sent or imported. Start one.',
      };
}

async function bus({ bus: it, system }: Services): Promise<PartHealth> {
  await it.ping();
  const [row] = await system.tags<
    { waiting: number }[]
  >`select count(*)::int as waiting from (select 1 from outbox where position is null limit 100001) x`;
  return {
    state: 'ok',
    kind: it.kind === 'nats' ? 'nats' : 'embedded',
    ...(row && row.waiting > 0 ? { detail: `${row.waiting} facts wait for the relay` } : {}),
  };
}

async function clickhouse({ analytics }: Services): Promise<PartHealth> {
  const down: PartHealth = {
    state: 'down',
    detail: 'ClickHouse does not answer: reports are closed; sending goes on.',
  };
  return (await analytics.ping()) ? { state: 'ok' } : down;
}

async function redis({ pingRedis }: Services): Promise<PartHealth> {
  if (!pingRedis) return { state: 'off', detail: 'PostgreSQL and the processes themselves do its work.' };
  await pingRedis();
  return { state: 'ok', kind: 'redis' };
}

async function search(services: Services): Promise<PartHealth> {
  const { elasticsearchUrl } = config();
  if (!elasticsearchUrl) return { state: 'ok', kind: services.search.engine };
  const url = new URL(elasticsearchUrl);
  const login = url.username ? `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}` : '';
  url.username = url.password = '';
  const response = await fetch(url, {
    headers: login ? { authorization: `Basic ${Buffer.from(login).toString('base64')}` } : {},
    signal: AbortSignal.timeout(probeMs),
  });
  if (!response.ok) throw new Error(`Elasticsearch answered ${response.status}`);
  return { state: 'ok', kind: services.search.engine };
}

async function examine(services: Services, clock: Clock): Promise<Readiness> {
  const silent = (detail: string): PartHealth => ({ state: 'down', detail });
  const parts = Object.fromEntries(
    await Promise.all([
      judged(
        'postgres',
        () => postgres(services),
        silent('PostgreSQL does not answer. Check that it runs and that the three DATABASE URLs are right.'),
      ),
      judged(
        'clickhouse',
        () => clickhouse(services),
        silent('ClickHouse does not answer: reports are closed; sending goes on.'),
      ),
      judged(
        'bus',
        () => bus(services),
        silent('The bus does not answer: what happens is kept, and dealt with when it is back.'),
      ),
      judged('redis', () => redis(services), {
        state: 'degraded',
        kind: 'redis',
        detail: 'Redis does not answer; PostgreSQL and memory stand in.',
      }),
      judged('search', () => search(services), {
        state: 'degraded',
        kind: services.search.engine,
        detail: 'Elasticsearch does not answer; PostgreSQL answers searches.',
      }),
      judged('workers', () => workers(services, clock), silent('The worker processes could not be looked up.')),
    ]),
  );
  const missing = Object.entries(parts).flatMap(([name, part]) => (part.state === 'down' ? [name] : []));
  return { status: missing.length === 0 ? 'ready' : 'not ready', missing, parts };
}

const holder = globalThis as typeof globalThis & { aoReadiness?: { at: number; answer: Promise<Readiness> } };

/** Each part's state. Asked by anybody, so the answer is kept for a second. */
export function readiness(services: Services = opened(), clock: Clock = systemClock): Promise<Readiness> {
  const kept = holder.aoReadiness;
  if (kept && performance.now() - kept.at < keptMs) return kept.answer;
  const answer = examine(services, clock);
  holder.aoReadiness = { at: performance.now(), answer };
  return answer;
}
