import { randomUUID } from 'node:crypto';
import { bareClient, type Connection, type Tags } from '@/db/client';
import type { CachePort } from '../cache/port';
import type { Logger } from '../log';
import type { AccessMemory } from './port';

/** The longest that a change can stay unseen, should its notification be lost on the way. */
const rememberSeconds = 10;
const channel = 'access_changed';
const retryMs = 1_000;

interface Options {
  /** Where it is kept: in Redis for all processes, else in this one. */
  cache: CachePort;
  app: Pick<Connection, 'tags' | 'url'>;
  log: Logger;
}

interface Entry<T> {
  epoch: string;
  value: T;
}

/**
 * Every change of access begins a new epoch, and what was remembered in another one counts for nothing. Epochs come by
 * NOTIFY from triggers on the tables themselves (db/functions.sql), so a change made by another process, by the command
 * line or by plain SQL counts too. While nothing can be heard, nothing is remembered.
 */
export function accessMemory({ cache, app, log }: Options): AccessMemory {
  let epoch: string | null = null;
  let ears: Promise<Tags | null> | undefined;
  let isClosed = false;

  // Also after a reconnection, since what was told meanwhile was missed. The epoch that it announces reaches all processes.
  const renew = () => {
    epoch = null;
    app.tags`select pg_notify(${channel}, ${randomUUID()})`.catch((error: unknown) =>
      log.warn({ err: error }, 'a new epoch of access could not be announced'),
    );
  };
  const listen = async (): Promise<Tags | null> => {
    const client = bareClient(app.url, 1);
    try {
      await client.listen(channel, (payload) => (epoch = isClosed ? null : payload), renew);
      return client;
    } catch (error) {
      log.warn({ err: error }, 'changes of access cannot be heard; sessions and keys are read each time');
      await client.end({ timeout: 1 });
      setTimeout(() => (ears = undefined), retryMs).unref();
      return null;
    }
  };

  return {
    async recall<T>(key: string, read: () => Promise<T | null>) {
      if (!isClosed) ears ??= listen();
      const during = epoch;
      if (during === null) return read();
      const known = await cache.get<Entry<T>>(key);
      if (known?.epoch === during && epoch === during) return known.value;
      const value = await read();
      // What was read before a change must not be remembered after it.
      if (value !== null && epoch === during) await cache.set(key, { epoch: during, value }, rememberSeconds);
      return value;
    },
    changed: () => (epoch === null ? undefined : renew()),
    async close() {
      isClosed = true;
      epoch = null;
      await (await ears)?.end({ timeout: 1 });
    },
  };
}
