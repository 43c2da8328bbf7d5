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
    async contacts({ tenant, q, limit, after, filter = {} }) {
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
          ${filter.status ? sql`and status = ${filter.status}` : sql``}
          ${filter.tag ? sql`and exists (select 1 from contact_tag_mapping m join contact_tags t on t.tenant_id = m.tenant_id and t.id = m.tag_id where m.tenant_id = c.tenant_id and m.contact_id = c.id and t.name = ${filter.tag})` : sql``}
          ${filter.segmentId ? sql`and exists (select 1 from segment_members s where s.tenant_id = c.tenant_id and s.contact_id = c.id and s.segment_id = ${filter.segmentId})` : sql``}
          ${after ? sql`and (display_name collate "und-x-icu", id) > (${String(after[0])}, ${String(after[1])}::uuid)` : sql``}
        order by display_name collate "und-x-icu", id limit ${limit + 1}`;
      const page = rows.slice(0, limit);
      const places = page.map((r) => [r.display_name, r.id]);
      return { ids: page.map((r) => r.id), places, next: rows.length > limit ? (places.at(-1) ?? null) : null };
    },
  };
}
