import { sql, type SQL } from 'drizzle-orm';
import { containing } from '@/lib/platform/db/like';
import type { TenantId } from '@/lib/platform/ids';

/** So many are looked through in their order before an index is asked: it fetches all who bear a word, of whatever campaign. */
const walked = 2_000;
const maxWords = 8;

/** Without one the index of parts of words has nothing to look for. */
const hasPart = (word: string): boolean => /[\p{L}\p{N}]{3}/u.test(word);

interface Finding {
  tenant: TenantId;
  q: string;
  /** Filters of `pipeline_messages m`. */
  where: SQL;
  /** The first so many of these, in the order of their contacts. */
  page: (limit: number) => SQL;
  limit: number;
}

/**
 * One row more than a page of the messages whose contact has every word in name, address, number or reference, accents and case
 * aside; of words of one or two letters alone it must begin so. An index is asked only where looking through the first is not enough.
 */
export function foundPage({ tenant, q, where, page, limit }: Finding): SQL {
  const words = q.trim().split(/\s+/).slice(0, maxWords);
  const begins = !words.some(hasPart);
  const [typed, patterns] = [sql.param(words), sql.param(words.map(containing))];
  const bears = sql`c.search_text like all ((select array_agg(fold_text(p)) from unnest(${patterns}::text[]) p)::text[])
    ${begins ? sql`and search_lexemes(${tenant}, c.search_text) @@ search_query(${tenant}, ${typed}::text[])` : sql``}`;
  return sql`
    with seen as materialized (${page(walked)}),
      near as materialized (
        select m.* from seen m cross join lateral (select c.search_text from contacts c where c.tenant_id = ${tenant} and c.id = m.contact_id offset 0) c
        where ${bears} order by m.contact_id limit ${limit + 1}),
      left_out as materialized (
        select (select count(*) from near) <= ${limit} and (select count(*) from seen) >= ${walked} as any_more)
    select m.* from (
      select * from near where not (select any_more from left_out)
      union all
      select m.* from contacts_bearing(${typed}::text[], ${patterns}::text[], ${begins}) f(id)
        cross join lateral (select m.* from pipeline_messages m where ${where} and m.contact_id = f.id offset 0) m
      where (select any_more from left_out)) m
    order by m.contact_id limit ${limit + 1}`;
}
