import type { Tags, TagsTx } from '@/db/client';
import type { SearchFilter } from './port';

/** The condition that contacts `c` bear the tag and are members of the segment, as PostgreSQL knows both. */
export const bearing = (sql: Tags | TagsTx, { tag, segmentId }: Pick<SearchFilter, 'tag' | 'segmentId'>) => sql`
  ${
    tag
      ? sql`and exists (select 1 from contact_tag_mapping m join contact_tags t on t.tenant_id = m.tenant_id and t.id = m.tag_id
          where m.tenant_id = c.tenant_id and m.contact_id = c.id and t.name = ${tag})`
      : sql``
  }
  ${
    segmentId
      ? sql`and exists (select 1 from segment_members s where s.tenant_id = c.tenant_id and s.contact_id = c.id and s.segment_id = ${segmentId})`
      : sql``
  }`;
