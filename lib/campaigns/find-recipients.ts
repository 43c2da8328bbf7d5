import { sql, type SQL } from 'drizzle-orm';
import { containing, typedWords } from '@/lib/platform/db/like';
import type { TenantId } from '@/lib/platform/ids';

/** So many are looked through in their order before an index is asked: it fetches all who bear a word, of whatever campaign. */
const walked = 2_000;

/** Without one the index of parts of words has nothing to look for. */
const hasPart = (word: string): boolean => /[\p{L}\p{N}]{3}/u.test(word);

/** An address or a number in full. */
const isAddress = (q: string): boolean => /^[^\s@]+@[^\s@]+$|^\+?\d{6,}$/.test(q);

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
 * One row more than a page of the messages that have every word in their address, or in the name, address, number or reference that
 * their contact has now, accents and case aside; of words of one or two letters alone it must begin so. An index is asked only where
 * looking through the first is not enough. It knows contacts only: behind these, an address that theirs no longer is counts in full.
 */
export function foundPage({ tenant, q, where, page, limit }: Finding): SQL {
  const words = typedWords(q);
  const begins = !words.some(hasPart);
  const [typed, patterns] = [sql.param(words), sql.param(words.map(containing))];
  const bears = sql`n.text like all ((select array_agg(fold_text(p)) from unnest(${patterns}::text[]) p)::text[])
    ${begins ? sql`and search_lexemes(${tenant}, n.text) @@ search_query(${tenant}, ${typed}::text[])` : sql``}`;
  // Reads all of the campaign (about a second of a million), so only for who is found in no other way.
  const addressed = sql`
    union all
    (select m.* from pipeline_messages m where ${where} and m.recipient_address in (${q.trim()}, ${q.trim().toLowerCase()})
      and (select any_more from left_out) and not exists (select 1 from near) and not exists (select 1 from borne))`;
  return sql`
    with seen as materialized (${page(walked)}),
      near as materialized (
        select m.* from seen m cross join lateral (
          select c.search_text || ' ' || fold_text(coalesce(m.recipient_address, '')) as text from contacts c
          where c.tenant_id = ${tenant} and c.id = m.contact_id offset 0) n
        where ${bears} order by m.contact_id limit ${limit + 1}),
      left_out as materialized (
        select (select count(*) from near) <= ${limit} and (select count(*) from seen) >= ${walked} as any_more,
          (select contact_id from seen order by contact_id desc limit 1) as last),
      borne as materialized (
        select m.* from (
          select id from contacts_bearing(${typed}::text[], ${patterns}::text[], ${begins}, (select last from left_out)) id
          where (select any_more from left_out) order by id) f
          cross join lateral (select m.* from pipeline_messages m where ${where} and m.contact_id = f.id offset 0) m
        order by f.id limit ${limit + 1})
    select m.* from (select * from near union all select * from borne ${isAddress(q.trim()) ? addressed : sql``}) m
    order by m.contact_id limit ${limit + 1}`;
}
