import { systemTags } from '../db/system';
import { DomainError } from '../errors';
import type { Services } from '../services';
import { tenantsOf, indexEntries, walkContacts } from './documents';
import type { ContactIndex, IndexedVersion } from './port';

type Parts = Pick<Services, 'system' | 'search'>;

// Longer than any transaction of ours: one that began before the walk and committed behind it is walked again.
const marginMs = 15 * 60_000;
const lockKey = 4_211_002_027;

function indexOf(services: Parts): ContactIndex {
  if (services.search.index) return services.search.index;
  throw new DomainError({
    code: 'invalid',
    message: 'No search server is set (ELASTICSEARCH_URL); PostgreSQL is searched, which needs no index.',
  });
}

/** One process of the installation at a time; null: another one is at it. */
async function alone<T>(services: Parts, work: () => Promise<T>): Promise<T | null> {
  const connection = await systemTags(services).reserve();
  try {
    const [lock] = await connection<{ mine: boolean }[]>`select pg_try_advisory_lock(${lockKey}) as mine`;
    if (!lock?.mine) return null;
    try {
      return await work();
    } finally {
      await connection`select pg_advisory_unlock(${lockKey})`;
    }
  } finally {
    connection.release();
  }
}

/**
 * Builds a new generation of the contacts index from PostgreSQL and swaps it in; searching goes on meanwhile. What changed
 * during the walk is written again after the swap. Returns how many were indexed; null when another process is doing it.
 */
export async function reindexContacts(services: Parts, now: Date): Promise<number | null> {
  const index = indexOf(services);
  return alone(services, async () => {
    const since = new Date(now.getTime() - marginMs);
    const generation = await index.create(now);
    const tenants = await tenantsOf(services);
    let n = 0;
    for (const tenant of tenants) {
      for await (const page of walkContacts(services, tenant)) {
        const living = page.filter((entry) => entry.document);
        await index.write(living, generation);
        n += living.length;
      }
    }
    await index.publish(generation);
    for (const tenant of tenants)
      for await (const page of walkContacts(services, tenant, since)) await index.write(page);
    await index.refresh();
    return n;
  });
}

export interface Drift {
  tenant: string;
  inPostgres: number;
  inIndex: number;
  /** In PostgreSQL and not in the index, older in the index, or in the index alone: ids, at most 100 of each. */
  missing: string[];
  stale: string[];
  extra: string[];
}

interface Differences {
  missing: string[];
  stale: string[];
  extra: string[];
}

const pageSize = 1000;

/** Compares the pages of both sides, in the order of ids, from `after` on. */
async function comparePage(
  services: Parts,
  tenant: string,
  after: string | null,
): Promise<Differences & { next: string | null }> {
  const [mine, theirs] = await Promise.all([
    indexEntries(services, { tenant, after, limit: pageSize }),
    indexOf(services).scan(tenant, after, pageSize),
  ]);
  // Only up to where both sides were read.
  const ends = [mine, theirs].flatMap((page) => (page.length === pageSize ? [page.at(-1)?.id ?? ''] : []));
  const end = ends.sort()[0] ?? null;
  const inside = <T extends IndexedVersion>(page: readonly T[]) =>
    page.filter((entry) => end === null || entry.id <= end);
  const indexed = new Map(inside(theirs).map((entry) => [entry.id, entry.version]));
  const living = inside(mine).filter((entry) => entry.document);
  const known = new Set(living.map((entry) => entry.id));
  return {
    missing: living.filter((entry) => !indexed.has(entry.id)).map((entry) => entry.id),
    stale: living.filter((entry) => (indexed.get(entry.id) ?? entry.version) < entry.version).map((entry) => entry.id),
    extra: [...indexed.keys()].filter((id) => !known.has(id)),
    next: end,
  };
}

/** Finds where the index differs from PostgreSQL. `pages` bounds the comparison to a sample of so many thousand contacts. */
export async function checkDrift(services: Parts, tenant: string, pages = 5): Promise<Drift> {
  const [row] = await systemTags(services)<
    { n: number }[]
  >`select count(*)::int as n from contacts where tenant_id = ${tenant} and deleted_at is null`;
  const drift: Drift = {
    tenant,
    inPostgres: row?.n ?? 0,
    inIndex: await indexOf(services).count(tenant),
    missing: [],
    stale: [],
    extra: [],
  };
  for (let page = 0, after: string | null = null; page < pages; page++) {
    const found = await comparePage(services, tenant, after);
    for (const kind of ['missing', 'stale', 'extra'] as const)
      drift[kind] = drift[kind].concat(found[kind]).slice(0, 100);
    after = found.next;
    if (!after) break;
  }
  return drift;
}

/** Brings a tenant's part of the index in step with PostgreSQL; returns how many entries were wrong. */
export async function repairDrift(services: Parts, tenant: string): Promise<number> {
  const index = indexOf(services);
  let n = 0;
  for (let after: string | null = null; ;) {
    const { missing, stale, extra, next } = await comparePage(services, tenant, after);
    const wrong = [...missing, ...stale, ...extra];
    const entries = wrong.length ? await indexEntries(services, { tenant, ids: wrong, limit: wrong.length }) : [];
    const known = new Set(entries.map((entry) => entry.id));
    // Purged rows have no version left to compare with: the largest one wins.
    const gone = extra
      .filter((id) => !known.has(id))
      .map((id) => ({ tenant, id, version: Number.MAX_SAFE_INTEGER, document: null }));
    await index.write([...entries, ...gone]);
    n += wrong.length;
    if (!next) break;
    after = next;
  }
  await index.refresh();
  return n;
}

/** Writes the present state of these contacts; nothing while no generation is searched, since making one reads all. */
export async function indexContacts(services: Parts, wanted: ReadonlyMap<string, ReadonlySet<string>>): Promise<void> {
  const { index } = services.search;
  if (!index || wanted.size === 0 || !(await index.ready())) return;
  for (const [tenant, ids] of wanted) {
    const list = [...ids];
    for (let from = 0; from < list.length; from += pageSize) {
      await index.write(
        await indexEntries(services, { tenant, ids: list.slice(from, from + pageSize), limit: pageSize }),
      );
    }
  }
}
