import type { PagerCount } from '@/components/table/pager-text';

const keep = 12;

export interface KeysetParams {
  cursor?: string | undefined;
  /** Cursors of the pages before, nearest last, joined by dots; the first page has none. */
  trail?: string | undefined;
  page?: string | undefined;
}

/** Search parameters as Next gives them; only the first of repeated ones counts. */
export type SearchParams = Promise<Record<string, string | string[] | undefined>>;

export async function single(searchParams: SearchParams): Promise<Record<string, string | undefined>> {
  const all = await searchParams;
  return Object.fromEntries(Object.entries(all).map(([key, value]) => [key, Array.isArray(value) ? value[0] : value]));
}

const withParams = (href: string, params: Record<string, string | undefined>): string => {
  const [path, query = ''] = href.split('?', 2);
  const search = new URLSearchParams(query);
  for (const [key, value] of Object.entries(params)) if (value) search.set(key, value);
  return search.size ? `${path}?${search}` : (path ?? href);
};

export interface KeysetPage {
  shown: number;
  nextCursor: string | null;
  total?: number;
  approximate?: boolean;
  limit?: number;
}

/** Links and position for the foot of a keyset list. `href` is the list with its filters and without a cursor. */
export function keysetPager(href: string, { cursor, trail, page }: KeysetParams, list: KeysetPage) {
  const n = Math.min(Math.max(1, Number.parseInt(page ?? '', 10) || 1), 100_000);
  const before = (trail ?? '').split('.').filter(Boolean);
  const at = cursor ? n : 1;
  const count: PagerCount = {
    first: list.shown === 0 ? null : (at - 1) * (list.limit ?? 50) + 1,
    shown: list.shown,
    total: list.total ?? null,
    ...(list.approximate ? { about: true } : {}),
  };
  const next = list.nextCursor
    ? {
        cursor: list.nextCursor,
        trail: [...before, ...(cursor ? [cursor] : [])].slice(-keep).join('.'),
        page: String(at + 1),
      }
    : null;
  const back = before.at(-1);
  const previous = back ? { cursor: back, trail: before.slice(0, -1).join('.'), page: String(at - 1) } : {};
  return {
    ...count,
    ...(next ? { nextHref: withParams(href, next) } : {}),
    ...(cursor ? { previousHref: withParams(href, previous) } : {}),
  };
}
