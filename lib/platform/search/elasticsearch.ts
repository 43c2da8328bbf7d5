import { Client, errors } from '@elastic/elasticsearch';
import { DomainError } from '../errors';
import { contactIndexBody } from './mapping';
import type { ContactIndex, ContactSearch, IndexEntry, SearchPage } from './port';

export interface ElasticsearchTarget {
  url: string;
  /** In front of every index name, so that installations can share a server. */
  prefix: string;
  shards: number;
  replicas: number;
}

const docId = (entry: Pick<IndexEntry, 'tenant' | 'id'>) => `${entry.tenant}:${entry.id}`;
const folded = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
const statusOf = (error: unknown) => (error instanceof errors.ResponseError ? error.statusCode : undefined);
const unavailable = (cause: unknown) =>
  new DomainError({ code: 'unavailable', message: 'The search server does not answer.', retryAfter: 10, cause });

/** A writable name of a generation: `ao_contacts_20260331120000123`. */
const generationName = (alias: string, now: Date) => `${alias}_${now.toISOString().replace(/\D/g, '')}`;

/** Every word must begin a word of the name, address, number or external id; in order of the name. */
async function search(
  client: Client,
  alias: string,
  { tenant, q, limit, after, filter = {} }: ContactSearch,
): Promise<SearchPage> {
  const words = q
    .trim()
    .split(/\s+/)
    .filter((word) => /[\p{L}\p{N}]/u.test(word))
    .slice(0, 8);
  if (q.trim() !== '' && words.length === 0) return { ids: [], places: [], next: null };
  const [name, id, sortName] = after ?? [];
  const result = await client.search<{ id: string; display_name: string }>(
    {
      index: alias,
      size: limit + 1,
      _source: ['id', 'display_name'],
      track_total_hits: false,
      sort: [{ sort_name: 'asc' }, { id: 'asc' }],
      query: {
        bool: {
          filter: [
            { term: { tenant_id: tenant } },
            ...(filter.status ? [{ term: { status: filter.status } }] : []),
            ...(filter.tag ? [{ term: { tags: filter.tag } }] : []),
            ...words.map((query) => ({ match_bool_prefix: { folded: { query, operator: 'and' as const } } })),
          ],
        },
      },
      ...(after ? { search_after: [sortName ?? folded(String(name)), String(id)] } : {}),
    },
    { requestTimeout: 3_000, maxRetries: 0 },
  );
  const { hits } = result.hits;
  const page = hits.slice(0, limit).flatMap(({ _source, sort }) => (_source ? [{ ..._source, sort }] : []));
  // The cursor carries what either engine needs to go on, so that a page may be followed while one of them is down.
  const places = page.map((hit) => [hit.display_name, hit.id, String(hit.sort?.[0] ?? '')]);
  return { ids: page.map((hit) => hit.id), places, next: hits.length > limit ? (places.at(-1) ?? null) : null };
}

const action = (entry: IndexEntry) => ({
  _id: docId(entry),
  version: entry.version,
  version_type: 'external_gte' as const,
});

async function write(client: Client, index: string, entries: readonly IndexEntry[], alias: boolean): Promise<void> {
  if (entries.length === 0) return;
  const operations = entries.flatMap((entry): object[] =>
    entry.document ? [{ index: action(entry) }, entry.document] : [{ delete: action(entry) }],
  );
  const result = await client.bulk({ index, operations, ...(alias ? { require_alias: true } : {}) });
  if (!result.errors) return;
  for (const [i, item] of result.items.entries()) {
    const { status, error } = item.index ?? item.delete ?? { status: 500, error: undefined };
    // 409: the index knows a newer version. 404: what is deleted was never there.
    if (!error || status === 409 || (status === 404 && item.delete)) continue;
    if (status === 404)
      throw new DomainError({ code: 'unavailable', message: 'The contacts index is being made.', retryAfter: 5 });
    if (status === 429 || status >= 500) throw unavailable(error);
    throw new DomainError({
      code: 'invalid',
      message: `The contact ${entries[i]?.id} cannot be indexed: ${error.type}: ${error.reason ?? ''}`,
    });
  }
}

async function publish(client: Client, alias: string, generation: string): Promise<void> {
  await client.indices.refresh({ index: generation });
  const all = Object.keys(await client.indices.get({ index: `${alias}_*`, features: ['aliases'] }));
  await client.indices.updateAliases({
    actions: [{ remove: { index: `${alias}_*`, alias, must_exist: false } }, { add: { index: generation, alias } }],
  });
  const old = all.filter((name) => name !== generation);
  if (old.length) await client.indices.delete({ index: old, ignore_unavailable: true });
}

/** The contacts index on an Elasticsearch server, and searching it. Nothing is cached: several processes share it. */
export function elasticsearchContacts({ url, prefix, shards, replicas }: ElasticsearchTarget) {
  const client = new Client({ node: url, requestTimeout: 30_000, maxRetries: 1 });
  const alias = `${prefix}contacts`;
  const guard = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof DomainError || statusOf(error) === 400) throw error;
      throw unavailable(error);
    }
  };
  const index: ContactIndex = {
    ready: () => guard(() => client.indices.existsAlias({ name: alias })),
    create: (now) =>
      guard(async () => {
        const name = generationName(alias, now);
        await client.indices.create({ index: name, ...contactIndexBody(shards, replicas) });
        return name;
      }),
    write: (entries, generation) => guard(() => write(client, generation ?? alias, entries, !generation)),
    publish: (generation) => guard(() => publish(client, alias, generation)),
    refresh: () => guard(async () => void (await client.indices.refresh({ index: alias }))),
    count: (tenant) =>
      guard(async () => (await client.count({ index: alias, query: { term: { tenant_id: tenant } } })).count),
    scan: (tenant, after, limit) =>
      guard(async () => {
        const { hits } = await client.search<{ id: string }>({
          index: alias,
          size: limit,
          _source: ['id'],
          version: true,
          track_total_hits: false,
          query: { term: { tenant_id: tenant } },
          sort: [{ id: 'asc' }],
          ...(after ? { search_after: [after] } : {}),
        });
        return hits.hits.flatMap((hit) =>
          hit._source ? [{ tenant, id: hit._source.id, version: hit._version ?? 0 }] : [],
        );
      }),
  };
  return {
    index,
    contacts: (wanted: ContactSearch) => guard(() => search(client, alias, wanted)),
    ping: async () => {
      try {
        return await client.ping({}, { requestTimeout: 2_000, maxRetries: 0 });
      } catch {
        return false;
      }
    },
    close: () => client.close(),
  };
}
