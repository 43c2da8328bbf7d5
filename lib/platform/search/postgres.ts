import type { Services } from '../services';
import { systemTags } from '../db/system';
import type { SearchPort } from './port';

const escapeLike = (text: string) => text.replace(/[\\%_]/g, (c) => `\\${c}`);

/** Substring search over folded text: every word must occur, in any order, accents and case aside. */
export function postgresSearch(services: Pick<Services, 'system'>): SearchPort {
  return {
    engine: 'postgres',
    index: null,
    ping: () => Promise.resolve(true),
    close: () => Promise.resolve(),
    async contacts({ tenant, q, limit, after }) {
      const sql = systemTags(services);
      const words = q
        .trim()
        .split(/\s+/)
        .slice(0, 8)
        .map((word) => `%${escapeLike(word)}%`);
      const rows = await sql<{ id: string; display_name: string }[]>`
        select id, display_name from contacts c
        where tenant_id = ${tenant} and deleted_at is null
          and (select bool_and(c.search_text like fold_text(w)) from unnest(${words}::text[]) w)
          ${words[0] ? sql`and search_text like fold_text(${words[0]})` : sql``}
          ${after ? sql`and (display_name collate "und-x-icu", id) > (${String(after[0])}, ${String(after[1])}::uuid)` : sql``}
        order by display_name collate "und-x-icu", id limit ${limit + 1}`;
      const page = rows.slice(0, limit);
      const last = page.at(-1);
      return { ids: page.map((r) => r.id), next: rows.length > limit && last ? [last.display_name, last.id] : null };
    },
  };
}
