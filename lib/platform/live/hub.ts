import { bareClient, type Connection, type Tags } from '@/db/client';
import { DomainError } from '../errors';
import { logger } from '../log';
import { openOnce } from '../open-once';
import { presenceChannel, readPresence } from '../presence/tell';
import type { LiveEvent } from './event';
import { readBetween, readHead, readMissed, readPositionAt } from './read';
import { createRooms, type Listener } from './rooms';

export type { Listener } from './rooms';

/** Tells the streams of this process what happens, in the order of positions, from one LISTEN connection. */
export interface Hub {
  /** Resolves once nothing committed later can be missed. The function ends it. */
  subscribe(tenant: string, listener: Listener): Promise<() => void>;
  /** Facts of a tenant after a position; null when they are too many or no longer kept. */
  replay(tenant: string, after: number): Promise<LiveEvent[] | null>;
  position(): Promise<number>;
  /** The newest position of so many ms ago. */
  positionAt(now: Date, ms: number): Promise<number>;
  stop(): Promise<void>;
}

const maxGap = 5_000;
const maxStreams = 2_000;
const retryMs = 1_000;

export function createHub(system: Pick<Connection, 'tags' | 'url'>): Hub {
  const sql = system.tags;
  const rooms = createRooms();
  let last = 0;
  let isStopped = false;

  const readOn = async () => {
    const position = await readHead(sql);
    if (rooms.count() === 0 || position < last) last = position;
    if (position - last > maxGap) {
      last = position;
      rooms.reset(position);
    }
    while (last < position) {
      const page = await readBetween(sql, last, position);
      rooms.tell(page.byTenant);
      last = page.next;
    }
  };
  const wake = reader(readOn, () => isStopped);

  const listen = async (): Promise<Tags> => {
    const client = bareClient(system.url, 1);
    try {
      last = await readHead(sql);
      await client.listen('facts', wake, wake); // the second call tells of a reconnection: facts may have been missed
      await client.listen(presenceChannel, (payload) => {
        const { tenant, topic } = readPresence(payload);
        rooms.presence(tenant, topic);
      });
      return client;
    } catch (error) {
      await client.end({ timeout: 1 });
      throw error;
    }
  };

  const ears = openOnce(listen);
  const refuseIfStopped = () => {
    if (isStopped)
      throw new DomainError({
        code: 'unavailable',
        message: 'This server is stopping. The page connects to the next one by itself.',
        retryAfter: 2,
      });
  };

  return {
    async subscribe(tenant, listener) {
      refuseIfStopped();
      if (rooms.count() >= maxStreams) {
        throw new DomainError({
          code: 'unavailable',
          message: 'Too many open pages for live updates on this server. Pages show news when they are loaded again.',
          retryAfter: 30,
        });
      }
      await ears.get();
      refuseIfStopped(); // or this one would be left when all were sent away
      return rooms.enter(tenant, listener);
    },
    replay: (tenant, after) => readMissed(sql, tenant, after),
    position: () => readHead(sql),
    positionAt: (now, ms) => readPositionAt(sql, now, ms),
    async stop() {
      isStopped = true;
      rooms.end();
      await ears.close((client) => client.end({ timeout: 1 }));
    },
  };
}

/** One reader at a time: a notification that comes meanwhile makes it read once more. */
function reader(readOn: () => Promise<void>, isStopped: () => boolean): () => void {
  let isReading = false;
  let isBehind = false;
  const read = async () => {
    while (isBehind && !isStopped()) {
      isBehind = false;
      try {
        await readOn();
      } catch (error) {
        logger('live').warn({ err: error }, 'facts could not be read for the browsers; trying again');
        await new Promise((resolve) => setTimeout(resolve, retryMs).unref());
        isBehind = true;
      }
    }
    isReading = false;
  };
  return () => {
    isBehind = true;
    if (isReading || isStopped()) return;
    isReading = true;
    void read();
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
