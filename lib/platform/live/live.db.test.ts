import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { GET } from '@/app/api/live/route';
import { testDatabase } from '@/lib/testing/database';
import { testTenant } from '@/lib/testing/tenant';
import { startRelay, type Relay } from '@/workers/relay/relay';
import { commitFacts, until } from '../bus/contract';
import { withTenant } from '../db/tenant';
import { tellPresence } from '../presence/tell';
import { cookieName, hashToken, mintCookie } from '../session';
import { createHub, liveHub, type Hub } from './hub';
import { liveResponse } from './stream';

const database = await testDatabase();
let relay: Relay;
let hub: Hub;
beforeAll(() => {
  relay = startRelay(database.services);
  hub = createHub(database.services.system);
});
afterAll(async () => {
  await hub.stop();
  await relay.stop();
});

interface Read {
  events: { id: number; event: string; data: { position: number; type?: string } }[];
  isOver: boolean;
  text: string;
}

/** Reads a stream in the background. */
function read(response: Response): Read {
  const seen: Read = { events: [], isOver: false, text: '' };
  const run = async () => {
    const decoder = new TextDecoder();
    let buffer = '';
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      const text = decoder.decode(chunk, { stream: true });
      seen.text += text;
      buffer += text;
      const blocks = buffer.split('\n\n');
      buffer = blocks.pop() ?? '';
      for (const block of blocks) {
        const lines = new Map(
          block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
        );
        if (lines.has('event'))
          seen.events.push({
            id: Number(lines.get('id')),
            event: lines.get('event') ?? '',
            data: JSON.parse(lines.get('data') ?? '{}'),
          });
      }
    }
  };
  void run()
    .catch(() => undefined)
    .finally(() => (seen.isOver = true));
  return seen;
}

async function open(
  tenant: string,
  after: number | null = null,
  more: { mayGoOn?: () => Promise<boolean>; heartbeatMs?: number; on?: Hub } = {},
) {
  const stopping = new AbortController();
  onTestFinished(() => stopping.abort());
  const response = await liveResponse({
    hub: more.on ?? hub,
    tenant,
    after,
    signal: stopping.signal,
    mayGoOn: async () => true,
    ...more,
  });
  return { seen: read(response), stop: () => stopping.abort(), response };
}

const positions = (seen: Read) => seen.events.filter((it) => it.event === 'fact').map((it) => it.id);
const stamped = () =>
  until(
    async () => (await database.owner.tags`select 1 from outbox where position is null limit 1`).length === 0,
    'the relay',
  );

describe('a live stream', () => {
  it('tells each fact of the tenant once, in order, without its payload, and nothing of another tenant', async () => {
    const [a, b] = [await testTenant(database), await testTenant(database)];
    const { seen, response } = await open(a.slug);
    expect(response.headers.get('cache-control')).toContain('no-transform');
    await until(() => seen.events.some((it) => it.event === 'ready'), 'ready');
    await Promise.all([commitFacts(database, a.slug, 60), commitFacts(database, b.slug, 60)].flat());
    await until(() => positions(seen).length === 60, 'sixty facts');
    expect(positions(seen)).toEqual([...new Set(positions(seen))].sort((x, y) => x - y));
    expect(Object.keys(seen.events.at(-1)?.data ?? {}).sort()).toEqual(['entityId', 'entityType', 'position', 'type']);
    expect(seen.text).not.toContain('payload');
    const mine = await database.owner.tags<
      { position: string }[]
    >`select position from outbox where tenant_id = ${a.slug} order by position`;
    expect(positions(seen)).toEqual(mine.map((row) => Number(row.position)));
  });

  it('brings what was missed, also while facts are written, with no fact twice', async () => {
    const { slug } = await testTenant(database);
    await commitFacts(database, slug, 50);
    await stamped();
    const [first] = await database.owner.tags<
      { position: string }[]
    >`select min(position) as position from outbox where tenant_id = ${slug}`;
    const writing = commitFacts(database, slug, 200);
    const streams = await Promise.all(Array.from({ length: 5 }, () => open(slug, Number(first?.position))));
    await writing;
    for (const { seen } of streams) {
      await until(() => positions(seen).length >= 249, 'what was missed and what came');
      expect(positions(seen)).toHaveLength(249);
      expect(positions(seen)).toEqual([...new Set(positions(seen))].sort((x, y) => x - y));
    }
  });

  it('brings what happened since a page was read, so many milliseconds ago', async () => {
    const { slug } = await testTenant(database);
    const write = (secondsAgo: number) => database.owner.tags`
      insert into outbox (tenant_id, type, entity_type, entity_id, version, payload, occurred_at)
      values (${slug}, 'contact.updated', 'contact', uuidv7(), 1, '{}', now() - ${secondsAgo} * interval '1 second')`;
    for (const secondsAgo of [40, 20, 10]) {
      await write(secondsAgo);
      await stamped();
    }
    const { seen } = await open(slug, await hub.positionAt(new Date(), 15_000));
    await until(() => positions(seen).length === 1, 'the fact of ten seconds ago');
    await commitFacts(database, slug, 1);
    await until(() => positions(seen).length === 2, 'the next fact');
    expect(await hub.positionAt(new Date(), 60_000_000)).toBeLessThan(positions(seen)[0] ?? 0);
  });

  it('says reset when too much was missed, or when it is no longer kept', async () => {
    const { slug } = await testTenant(database);
    const before = await hub.position();
    await database.owner
      .tags`insert into outbox (tenant_id, type, entity_type, entity_id, version, payload) select ${slug}, 'contact.updated', 'contact', uuidv7(), n, '{}' from generate_series(1, 1100) n`;
    await stamped();
    const many = await open(slug, before);
    await until(() => many.seen.events.some((it) => it.event === 'reset'), 'reset');
    expect(positions(many.seen)).toEqual([]);
    const future = await open(slug, 10 ** 9);
    await until(() => future.seen.events.some((it) => it.event === 'reset'), 'reset for an unknown position');
    await commitFacts(database, slug, 1);
    await until(
      () => positions(many.seen).length === 1 && positions(future.seen).length === 1,
      'facts after the reset',
    );
  });

  it('tells who looks at what has changed, to that organisation alone, and keeps the place among the facts', async () => {
    const [a, b] = [await testTenant(database), await testTenant(database)];
    const [mine, other] = [await open(a.slug), await open(b.slug)];
    await until(() => mine.seen.events.length > 0 && other.seen.events.length > 0, 'ready');
    await withTenant(a.ctx, (ctx) => tellPresence(ctx, 'thread:1'));
    await until(() => mine.seen.events.some((it) => it.event === 'presence'), 'the news');
    expect(mine.seen.text).toMatch(/\n\nevent: presence\ndata: {"topic":"thread:1"}\n\n/);
    await commitFacts(database, b.slug, 1);
    await until(() => positions(other.seen).length === 1, 'a fact of the other');
    expect(other.seen.text).not.toContain('presence');
  });

  it('misses nothing when the listening connection is cut', async () => {
    const { slug } = await testTenant(database);
    const { seen } = await open(slug);
    await until(() => seen.events.length > 0, 'ready');
    await database.owner.tags`select 1`;
    const { bareClient } = await import('@/db/client');
    const boss = bareClient(database.superUrl);
    await boss`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${database.name} and query ilike 'listen%'`;
    await boss.end();
    await commitFacts(database, slug, 10);
    await until(() => positions(seen).length === 10, 'ten facts after the cut');
  });

  it('ends for a client that was gone before it began, and keeps no subscriber', async () => {
    const { slug } = await testTenant(database);
    const own = createHub(database.services.system);
    let open1 = 0;
    const counted: Hub = {
      ...own,
      subscribe: async (tenant, listener) => {
        const end = await own.subscribe(tenant, listener);
        open1 += 1;
        return () => {
          open1 -= 1;
          end();
        };
      },
    };
    const gone = new AbortController();
    gone.abort();
    const seen = read(
      await liveResponse({ hub: counted, tenant: slug, after: null, signal: gone.signal, mayGoOn: async () => true }),
    );
    await until(() => seen.isOver, 'the end');
    expect(open1).toBe(0);
    const later = await open(slug, null, { on: counted });
    expect(open1).toBe(1);
    later.stop();
    await until(() => later.seen.isOver && open1 === 0, 'the end after leaving');
    await own.stop();
  });

  it('ends when the caller may no longer listen, and when the server stops', async () => {
    const { slug } = await testTenant(database);
    const own = createHub(database.services.system);
    const revoked = await open(slug, null, { on: own, mayGoOn: async () => false, heartbeatMs: 20 });
    await until(() => revoked.seen.isOver, 'the end of the revoked');
    const other = await open(slug, null, { on: own });
    await until(() => other.seen.events.length > 0, 'ready');
    await own.stop();
    await until(() => other.seen.isOver, 'the end at stop');
    await expect(open(slug, null, { on: own })).rejects.toThrow(/stopping/);
  });
});

describe('GET /api/live', () => {
  const call = (headers: Record<string, string>, signal: AbortSignal, method = 'GET') =>
    GET(new Request('http://localhost/api/live', { headers, signal, method }), { params: Promise.resolve({}) });

  it('is 401 for nobody', async () => {
    expect((await call({}, AbortSignal.timeout(5_000))).status).toBe(401);
  });

  /** A stream opened with these headers; after `change`, at the next heartbeat, is it over? */
  async function overAfter(headers: Record<string, string>, change: () => Promise<unknown>, ms = 20_000) {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    const stopping = new AbortController();
    onTestFinished(() => stopping.abort());
    const seen = read(await call(headers, stopping.signal));
    await until(() => seen.events.some((it) => it.event === 'ready'), 'ready');
    vi.advanceTimersByTime(ms);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(seen.isOver).toBe(false);
    await change();
    await new Promise((resolve) => setTimeout(resolve, 100)); // until this process has heard of it
    vi.advanceTimersByTime(ms);
    await new Promise((resolve) => setTimeout(resolve, 300));
    return seen.isOver;
  }
  const sql = database.owner.tags;
  const signedIn = async (user: string) => {
    const [row] = await sql<
      { sid: string }[]
    >`select open_session(${user}, now() + interval '1 day', null, null) as sid`;
    return { sid: row?.sid ?? '', cookie: `${cookieName()}=${await mintCookie(row?.sid ?? '')}` };
  };
  const keyOf = async (slug: string) => {
    const key = `ao_${slug.padEnd(40, 'x')}`;
    await sql`insert into api_keys (tenant_id, name, prefix, key_hash, scopes) values (${slug}, 'live', 'ao_kkkk', ${hashToken(key)}, ${['contacts:read', 'inbox:read']})`;
    return { authorization: `Bearer ${key}` };
  };

  it('answers HEAD with its headers and leaves no stream behind', async () => {
    const { slug } = await testTenant(database);
    const [ofProcess, counted] = [liveHub(database.services.system), { now: 0, ever: 0 }];
    const before = { ...ofProcess };
    onTestFinished(() => void Object.assign(ofProcess, before));
    ofProcess.subscribe = async (...given) => {
      const leave = await before.subscribe(...given);
      counted.now = ++counted.ever;
      return () => {
        counted.now -= 1;
        leave();
      };
    };
    const answer = await call(await keyOf(slug), new AbortController().signal, 'HEAD');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
    expect([answer.headers.get('x-request-id'), answer.body]).toEqual([expect.any(String), null]);
    expect(counted).toEqual({ now: 0, ever: 1 });
  });

  it('ends within 20 seconds when the session is revoked', async () => {
    const { admin } = await testTenant(database);
    const { sid, cookie } = await signedIn(admin.id);
    expect(await overAfter({ cookie }, () => sql`select revoke_session(${sid})`)).toBe(true);
  });

  it('ends when the person is no longer a member, or holds a right less', async () => {
    const [gone, less] = [await testTenant(database), await testTenant(database)];
    const { cookie } = await signedIn(gone.admin.id);
    expect(await overAfter({ cookie }, () => sql`delete from tenant_users where tenant_id = ${gone.slug}`)).toBe(true);
    const other = await signedIn(less.admin.id);
    const demote = () => sql`update tenant_users set roles = '{user}' where tenant_id = ${less.slug}`;
    expect(await overAfter({ cookie: other.cookie }, demote)).toBe(true);
  });

  it('ends when the API key is revoked or loses a scope, and not because it was used a lot', async () => {
    const [a, b, c] = [await testTenant(database), await testTenant(database), await testTenant(database)];
    const revoke = () => sql`update api_keys set revoked_at = now() where tenant_id = ${a.slug}`;
    expect(await overAfter(await keyOf(a.slug), revoke)).toBe(true);
    const narrow = () => sql`update api_keys set scopes = '{contacts:read}' where tenant_id = ${b.slug}`;
    expect(await overAfter(await keyOf(b.slug), narrow)).toBe(true);
    const tire = () => sql`update rate_limits set count = 1000000 where key like 'api:key:%'`;
    expect(await overAfter(await keyOf(c.slug), tire)).toBe(false);
  });

  it('streams to an API key the facts of its organisation after Last-Event-ID', async () => {
    const { slug } = await testTenant(database);
    const key = `ao_${'k'.repeat(40)}`;
    await database.owner
      .tags`insert into api_keys (tenant_id, name, prefix, key_hash, scopes) values (${slug}, 'live', 'ao_kkkk', ${hashToken(key)}, ${['contacts:read']})`;
    await commitFacts(database, slug, 3);
    await stamped();
    const [first] = await database.owner.tags<
      { position: string }[]
    >`select min(position) as position from outbox where tenant_id = ${slug}`;
    const stopping = new AbortController();
    const response = await call(
      { authorization: `Bearer ${key}`, 'last-event-id': String(first?.position) },
      stopping.signal,
    );
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const seen = read(response);
    await until(() => positions(seen).length === 2, 'the two after the first');
    stopping.abort();
    await until(() => seen.isOver, 'the end');
    await liveHub(database.services.system).stop();
  });
});
