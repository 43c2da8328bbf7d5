import { randomUUID } from 'node:crypto';
import { connect as dial, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { testDatabase } from '@/lib/testing/database';
import { memoryCache } from '../cache/memory';
import type { CachePort } from '../cache/port';
import { systemClock } from '../clock';
import { logger } from '../log';
import { accessMemory } from '.';

const database = await testDatabase();
const { app } = database.services;
const ends: (() => unknown)[] = [];
afterAll(async () => void (await Promise.all(ends.map((end) => end()))));

/** One process: what it remembers, and how often it asked. */
function process(cache: CachePort = memoryCache(systemClock), { url, tags } = { url: app.url, tags: app.tags }) {
  const memory = accessMemory({ cache, app: { tags, url }, log: logger('test') });
  ends.push(() => memory.close());
  let asked = 0;
  const recall = (key: string, value: unknown = 'known') =>
    memory.recall(key, async () => {
      asked += 1;
      return value;
    });
  return { memory, recall, asked: () => asked };
}
type Process = ReturnType<typeof process>;

async function until(done: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 8_000;
  while (!(await done())) {
    if (performance.now() > end) throw new Error('it did not come to pass in 8 s');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
/** A key that is remembered from now on. */
async function remembered({ recall, asked }: Process, key: string = randomUUID()): Promise<string> {
  await until(async () => {
    await recall(key);
    const before = asked();
    await recall(key);
    return asked() === before;
  });
  return key;
}
const isForgotten = async ({ recall, asked }: Process, key: string) => {
  const before = asked();
  await recall(key);
  return asked() > before;
};

/** A way to the database that can be cut. */
async function wire() {
  const target = new URL(app.url);
  const sockets = new Set<Socket>();
  let isCut = false;
  const server = createServer((near) => {
    if (isCut) {
      near.destroy();
      return;
    }
    const far = dial(Number(target.port), target.hostname);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.pipe(to);
      from.on('error', () => to.destroy());
      from.on('close', () => to.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    isCut = true;
    for (const socket of sockets) socket.destroy();
  };
  ends.push(() => {
    cut();
    server.close();
  });
  const url = new URL(app.url);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);
  return { url: url.href, cut, mend: () => void (isCut = false) };
}

describe('the memory of access', () => {
  it('forgets at once in the process that made a change, and soon in every other', async () => {
    const [here, there] = [process(), process()];
    const [mine, theirs] = [await remembered(here), await remembered(there)];
    here.memory.changed();
    expect(await isForgotten(here, mine)).toBe(true);
    await until(() => isForgotten(there, theirs));
  });

  it.each([
    ['a role changes', () => database.owner.tags`update role_permissions set permission = permission`],
    ['a member is removed', () => database.owner.tags`delete from tenant_users where tenant_id = 'nobody'`],
    ['a session ends', () => database.owner.tags`update user_sessions set revoked_at = now() where false`],
    ['a key is revoked', () => database.owner.tags`update api_keys set revoked_at = now() where false`],
    ['a user is shut out', () => database.owner.tags`update users set is_active = false where false`],
  ])('forgets when %s by plain SQL', async (_, change) => {
    const one = process();
    const key = await remembered(one);
    await change();
    await until(() => isForgotten(one, key));
  });

  it('remembers nothing while it cannot hear of changes, and again when it can', async () => {
    const { url, cut, mend } = await wire();
    const one = process(memoryCache(systemClock), { url, tags: app.tags });
    const key = await remembered(one);
    cut();
    await until(() => isForgotten(one, key));
    for (let i = 0; i < 5; i++) expect(await isForgotten(one, key)).toBe(true);
    mend();
    await remembered(one, key);
  });

  it('counts no news that are older than its own change, though another process remembered by them', async () => {
    const shared = memoryCache(systemClock);
    const later = () => new Promise((resolve) => setTimeout(resolve, 300));
    const late = (...args: Parameters<typeof app.tags>) => later().then(() => app.tags(...args));
    const one = process(shared, { url: app.url, tags: Object.assign(late, app.tags) as unknown as typeof app.tags });
    const key = await remembered(one);
    one.memory.changed();
    const older = randomUUID();
    await shared.set(key, { epoch: older, value: 'stale' }, 10);
    await app.tags`select pg_notify('access_changed', ${older})`;
    const seen = new Set<unknown>();
    for (let i = 0; i < 20; i++) {
      seen.add(await one.recall(key, 'fresh'));
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(seen).toEqual(new Set(['fresh']));
  });

  it('does not keep what was read before a change', async () => {
    const one = process();
    await remembered(one);
    const key = randomUUID();
    await one.memory.recall(key, async () => {
      one.memory.changed();
      return 'old';
    });
    expect(await one.recall(key, 'new')).toBe('new');
  });
});
