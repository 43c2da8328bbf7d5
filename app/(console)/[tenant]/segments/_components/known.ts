import { listAttributes, listTags } from '@/lib/contacts';
import type { Ctx } from '@/lib/platform/context';
import { mayOpen } from '@/lib/platform/page';
import { listSegments } from '@/lib/segments';
import { listTopics } from '@/lib/topics';

/** What rules can name in this organisation. `without`: the segment being edited, which cannot ask about itself. */
export async function knownOf(ctx: Ctx, without?: string) {
  const sees = mayOpen(ctx, 'contacts:read');
  const [attributes, tags, segments, topics] = await Promise.all([
    sees ? listAttributes(ctx, {}) : { items: [] },
    sees ? listTags(ctx, { counted: 'false' }) : { items: [] },
    listSegments(ctx, { limit: 200 }),
    listTopics(ctx, { archived: true }),
  ]);
  return {
    attributes: attributes.items,
    tags: tags.items.map((tag) => tag.name),
    segments: segments.items.filter((segment) => segment.id !== without).map(({ id, name }) => ({ id, name })),
    topics: topics.items.map(({ id, name, archivedAt }) => ({ id, name: archivedAt ? `${name} (archived)` : name })),
  };
}
