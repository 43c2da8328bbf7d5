import { bareClient, type Connection, type Tags } from '@/db/client';
import { DomainError } from '../errors';
import { logger } from '../log';
import type { LiveEvent } from './event';

export interface Listener {
  events(events: readonly LiveEvent[]): void;
  /** Facts were passed over: everything shown must be read again. */
  reset(position: number): void;
  /** The hub closes. */
  end(): void;
}

/** Tells the streams of this process what happens, in the order of positions, from one LISTEN connection. */
export interface Hub {
  /** Resolves once nothing committed later can be missed. The function ends it. */
  subscribe(tenant: string, listener: Listener): Promise<() => void>;
  /** Facts of a tenant after a position; null when they are too many or no longer kept. */
  replay(tenant: string, after: number): Promise<LiveEvent[] | null>;
  position(): Promise<number>;
  stop(): Promise<void>;
}

interface Row {
  tenant_id: string;
  position: string;
  type: string;
  entity_type: string;
  entity_id: string;
}

const pageSize = 1_000;
const maxReplay = 1_000;
const maxGap = 5_000;
const maxStreams = 2_000;
const retryMs = 1_000;

const toEvent = (row: Row): LiveEvent => ({ position: Number(row.position), type: row.type, entityType: row.entity_type, entityId: row.entity_id });

export function createHub(system: Pick<Connection, 'tags' | 'url'>): Hub {
  const log = logger('live');
  const sql = system.tags;
  const tenants = new Map<string, Set<Listener>>();
  let last = 0;
  let count = 0;
  let ears: Promise<Tags> | undefined;
  let isReading = false;
  let isBehind = false;
  let isStopped = false;

  const head = async (): Promise<number> => {
    const [row] = await sql<{ position: string }[]>`select position from relay_state where one = 1`;
    return Number(row?.position ?? 0);
  };
  const all = () => [...tenants.values()].flatMap((set) => [...set]);

  const readOn = async () => {
    const position = await head();
    if (count === 0 || position < last) return void (last = position);
    if (position - last > maxGap) {
      last = position;
      for (const listener of all()) listener.reset(position);
      return;
    }
    while (last < position) {
      const rows = await sql<Row[]>`
        select tenant_id, position, type, entity_type, entity_id from outbox
        where position > ${last} and position <= ${position} order by position limit ${pageSize}`;
      for (const [tenant, listeners] of tenants) {
        const events = rows.filter((row) => row.tenant_id === tenant).map(toEvent);
        if (events.length > 0) for (const listener of listeners) listener.events(events);
      }
      last = rows.length < pageSize ? position : Number(rows.at(-1)?.position);
    }
  };

  // One reader at a time; a notification that comes meanwhile makes it read once more.
  const wake = () => {
    isBehind = true;
    if (isReading || isStopped) return;
    isReading = true;
    const read = async () => {
      while (isBehind && !isStopped) {
        isBehind = false;
        try {
          await readOn();
        } catch (error) {
          log.warn({ err: error }, 'facts could not be read for the browsers; trying again');
          await new Promise((resolve) => setTimeout(resolve, retryMs).unref());
          isBehind = true;
        }
      }
      isReading = false;
    };
    void read();
  };

  const listen = async (): Promise<Tags> => {
    const client = bareClient(system.url, 1);
    try {
      last = await head();
      await client.listen('facts', wake, wake); // the second call tells of a reconnection: facts may have been missed
      return client;
    } catch (error) {
      await client.end({ timeout: 1 });
      throw error;
    }
  };

  return {
    async subscribe(tenant, listener) {
      if (isStopped) throw new DomainError({ code: 'unavailable', message: 'This server is stopping. The page connects to the next one by itself.', retryAfter: 2 });
      if (count >= maxStreams) throw new DomainError({ code: 'unavailable', message: 'Too many open pages for live updates on this server. Pages show news when they are loaded again.', retryAfter: 30 });
      ears ??= listen();
      ears.catch(() => (ears = undefined));
      await ears;
      const set = tenants.get(tenant) ?? new Set<Listener>();
      tenants.set(tenant, set.add(listener));
      count += 1;
      return () => {
        if (!set.delete(listener)) return;
        count -= 1;
        if (set.size === 0 && tenants.get(tenant) === set) tenants.delete(tenant);
      };
    },
    async replay(tenant, after) {
      const [kept] = await sql<{ first: string | null; head: string }[]>`
        select (select min(position) from outbox) as first, position as head from relay_state where one = 1`;
      const newest = Number(kept?.head ?? 0);
      const oldest = kept?.first === null || kept?.first === undefined ? newest + 1 : Number(kept.first);
      if (after > newest || after < oldest - 1) return null;
      const rows = await sql<Row[]>`
        select tenant_id, position, type, entity_type, entity_id from outbox
        where tenant_id = ${tenant} and position > ${after} order by position limit ${maxReplay + 1}`;
      return rows.length > maxReplay ? null : rows.map(toEvent);
    },
    position: head,
    async stop() {
      isStopped = true;
      for (const listener of all()) listener.end();
      await (await ears?.catch(() => undefined))?.end({ timeout: 1 });
    },
  };
}

const holder = globalThis as typeof globalThis & { aoLiveHub?: Hub };

/** The hub of this process. It ends its streams at SIGTERM by itself, because the web server waits for them for ever. */
export function liveHub(system: Pick<Connection, 'tags' | 'url'>): Hub {
  if (!holder.aoLiveHub) {
    const hub = (holder.aoLiveHub = createHub(system));
    for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => void hub.stop());
  }
  return holder.aoLiveHub;
}
