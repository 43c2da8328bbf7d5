import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createContact, updateContact } from '@/lib/contacts';
import { fixedClock } from '@/lib/platform/clock';
import { testDatabase } from '@/lib/testing/database';
import { testTenant } from '@/lib/testing/tenant';
import { searchContract, searchSubject } from './contract';
import { elasticsearchContacts } from './elasticsearch';
import { withFallback } from './fallback';
import { postgresSearch } from './postgres';
import { checkDrift, indexContacts, reindexContacts, repairDrift } from './reindex';

const url = process.env.ELASTICSEARCH_URL ?? '';
const prefix = `t${randomUUID().slice(0, 8)}_`;
const database = await testDatabase({
  ELASTICSEARCH_URL: url,
  SEARCH_PREFIX: prefix,
  SEARCH_SHARDS: '1',
  SEARCH_REPLICAS: '0',
});
const { services } = database;
const { search } = services;
const { index } = search;
if (!index) throw new Error('no index');

const raw = async (path: string, method = 'GET') => {
  const response = await fetch(new URL(path, url), { method });
  return (await response.json()) as Record<string, unknown>;
};
const find = async (tenant: string, q: string) => (await search.contacts({ tenant, q, limit: 50, after: null })).ids;

beforeAll(async () => {
  await reindexContacts(services, new Date());
});
afterAll(async () => {
  await raw(`/${Object.keys(await raw(`/${prefix}*`)).join(',')}`, 'DELETE');
});

searchContract(() => searchSubject(database, search));

describe('the contacts index', () => {
  it('has the shape that was decided, and keeps typed attributes of tenants that disagree', async () => {
    const [a, b] = [await testTenant(database), await testTenant(database)];
    const one = await createContact(a.ctx, {
      email: 'a@example.org',
      attributes: { year: 1999, joined: '2020-02-30' },
      tags: ['donor'],
    });
    const two = await createContact(b.ctx, { email: 'b@example.org', attributes: { year: 'MMXX' } });
    await indexContacts(
      services,
      new Map([
        [a.slug, new Set([one.id])],
        [b.slug, new Set([two.id])],
      ]),
    );
    await index.refresh();
    expect([await index.count(a.slug), await index.count(b.slug)]).toEqual([1, 1]);
    const [generation] = Object.values(await raw(`/${prefix}contacts`)) as {
      mappings: { properties: Record<string, Record<string, unknown>> };
    }[];
    expect(generation?.mappings.properties['email']).toMatchObject({
      type: 'text',
      analyzer: 'email_analyzer',
      fields: { keyword: { type: 'keyword' } },
    });
    expect(generation?.mappings.properties['attributes']).toMatchObject({
      properties: {
        num: { properties: { year: { type: 'double' } } },
        text: { properties: { year: { type: 'keyword' } } },
      },
    });
  });

  it('an old state that arrives late does not undo a newer one', async () => {
    const { ctx, slug } = await testTenant(database);
    const contact = await createContact(ctx, { email: 'old@example.org', firstName: 'Old' });
    await index.write([{ tenant: slug, id: contact.id, version: 9, document: null }]);
    await indexContacts(services, new Map([[slug, new Set([contact.id])]]));
    await index.refresh();
    expect(await find(slug, 'old')).toEqual([]);
  });

  it('a new generation is swapped in with everything, and the old one is removed', async () => {
    const { ctx, slug } = await testTenant(database);
    await createContact(ctx, { email: 'fresh@example.org' });
    expect(await find(slug, 'fresh')).toEqual([]);
    const before = Object.keys(await raw(`/${prefix}contacts`));
    expect(await reindexContacts(services, new Date())).toBeGreaterThan(0);
    const after = Object.keys(await raw(`/${prefix}*`));
    expect(after).toHaveLength(1);
    expect(after).not.toEqual(before);
    expect(await find(slug, 'fresh')).toHaveLength(1);
  });

  it('what is missing, old or too much is found and mended', async () => {
    const { ctx, slug, clock } = await testTenant(database);
    const [missing, stale] = [
      await createContact(ctx, { email: 'missing@example.org' }),
      await createContact(ctx, { email: 'stale@example.org', firstName: 'Before' }),
    ];
    await indexContacts(services, new Map([[slug, new Set([stale.id])]]));
    clock.advance(1000);
    await updateContact(ctx, { id: stale.id, firstName: 'After' });
    const extra = randomUUID();
    const document = {
      tenant_id: slug,
      id: extra,
      first_name: null,
      last_name: null,
      display_name: 'Ghost',
      email: null,
      phone: null,
      external_id: null,
      status: 'active',
      tags: [],
      attributes: { text: {}, num: {}, date: {}, bool: {} },
      created_at: '2026-01-01T00:00:00Z',
      updated_at: '2026-01-01T00:00:00Z',
    };
    await index.write([{ tenant: slug, id: extra, version: 1, document }]);
    await index.refresh();
    expect(await checkDrift(services, slug)).toEqual({
      tenant: slug,
      inPostgres: 2,
      inIndex: 2,
      missing: [missing.id],
      stale: [stale.id],
      extra: [extra],
    });
    expect(await repairDrift(services, slug)).toBe(3);
    expect(await checkDrift(services, slug)).toMatchObject({
      inPostgres: 2,
      inIndex: 2,
      missing: [],
      stale: [],
      extra: [],
    });
    expect([await find(slug, 'ghost'), await find(slug, 'after')]).toEqual([[], [stale.id]]);
  });
});

describe('when the server fails', () => {
  it('PostgreSQL answers for 30 seconds, in the middle of a list too, and then Elasticsearch is asked again', async () => {
    const { ctx, slug } = await testTenant(database);
    for (const n of [1, 2, 3, 4]) await createContact(ctx, { email: `p${n}@example.org`, firstName: `Person ${n}` });
    let asked = 0;
    let broken = false;
    const proxy = createServer((request, response) => {
      asked++;
      if (broken) return void response.writeHead(503).end('{}');
      const chunks: Buffer[] = [];
      request
        .on('data', (chunk: Buffer) => chunks.push(chunk))
        .on('end', () => {
          void fetch(new URL(request.url ?? '/', url), {
            method: request.method ?? 'GET',
            headers: {
              'content-type': request.headers['content-type'] ?? 'application/json',
              accept: request.headers.accept ?? '*/*',
            },
            ...(chunks.length ? { body: Buffer.concat(chunks) } : {}),
          }).then(async (answer) =>
            response
              .writeHead(answer.status, {
                'content-type': answer.headers.get('content-type') ?? '',
                'x-elastic-product': 'Elasticsearch',
              })
              .end(Buffer.from(await answer.arrayBuffer())),
          );
        });
    });
    await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done));
    const clock = fixedClock('2026-01-01T00:00:00Z');
    const port = withFallback(
      elasticsearchContacts({
        url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
        prefix,
        shards: 1,
        replicas: 0,
      }),
      postgresSearch(services),
      clock,
    );
    await repairDrift(services, slug);

    const first = await port.contacts({ tenant: slug, q: 'person', limit: 2, after: null });
    expect([port.engine, first.ids.length]).toEqual(['elasticsearch', 2]);
    broken = true;
    const second = await port.contacts({ tenant: slug, q: 'person', limit: 2, after: first.next });
    expect([port.engine, second.ids.length, new Set([...first.ids, ...second.ids]).size]).toEqual(['postgres', 2, 4]);
    const before = asked;
    await port.contacts({ tenant: slug, q: 'person', limit: 2, after: null });
    expect(asked).toBe(before);
    broken = false;
    clock.advance(31_000);
    expect((await port.contacts({ tenant: slug, q: 'person', limit: 9, after: null })).ids).toHaveLength(4);
    expect(port.engine).toBe('elasticsearch');
    await port.close();
    proxy.closeAllConnections();
    await new Promise((done) => proxy.close(done));
  });

  it('a server that is not there is an outage, not a loss', async () => {
    const away = elasticsearchContacts({ url: 'http://127.0.0.1:9', prefix, shards: 1, replicas: 0 });
    expect(await away.ping()).toBe(false);
    await expect(
      away.index.write([{ tenant: 't', id: randomUUID(), version: 1, document: null }]),
    ).rejects.toMatchObject({ code: 'unavailable' });
    await away.close();
  });
});
