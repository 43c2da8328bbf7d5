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
  /** The epoch that this process has announced and not heard yet: what is heard before it is older than its own change. */
  let announced: string | null = null;
  let isHearing = false;
  let ears: Promise<Tags | null> | undefined;
  let isClosed = false;

  // Also after a reconnection, since what was told meanwhile was missed. The epoch that it announces reaches all processes.
  const renew = () => {
    const mine = randomUUID();
    [epoch, announced] = [null, mine];
    app.tags`select pg_notify(${channel}, ${mine})`.catch((error: unknown) => {
      log.warn({ err: error }, 'a new epoch of access could not be announced; trying again');
      setTimeout(() => (announced === mine ? renew() : undefined), retryMs).unref();
    });
  };
  const hear = (payload: string) => {
    if (!isHearing || (announced !== null && payload !== announced)) return;
    [epoch, announced] = [payload, null];
  };
  const listen = async (): Promise<Tags | null> => {
    let isLost = false;
    const lose = () => {
      if (isLost) return;
      isLost = true;
      isHearing = false;
      epoch = announced = null;
      setTimeout(() => (ears = undefined), retryMs).unref();
    };
    // Not the client's own listen(): it connects again by itself and does not tell that it was deaf for a while.
    const client = bareClient(app.url, 1, { onclose: lose, onnotify: (_, payload) => hear(payload) });
    try {
      await client`listen ${client(channel)}`;
      if (isLost || isClosed) throw new Error('The connection was closed while it began to listen.');
      isHearing = true;
      renew();
      return client;
    } catch (error) {
      lose();
      if (!isClosed)
        log.warn({ err: error }, 'changes of access cannot be heard; sessions and keys are read each time');
      await client.end({ timeout: 1 });
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
    changed: () => (isHearing ? renew() : undefined),
    async close() {
      isClosed = true;
      isHearing = false;
      epoch = announced = null;
      await (await ears)?.end({ timeout: 1 });
    },
  };
}
