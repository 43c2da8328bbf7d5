import { listAttributes, listTags } from '@/lib/contacts';
import type { Ctx } from '@/lib/platform/context';
import { mayOpen } from '@/lib/platform/page';
import { listSegments } from '@/lib/segments';

/** What rules can name in this organisation. `without`: the segment being edited, which cannot ask about itself. */
export async function knownOf(ctx: Ctx, without?: string) {
  const sees = mayOpen(ctx, 'contacts:read');
  const [attributes, tags, segments] = await Promise.all([
    sees ? listAttributes(ctx, {}) : { items: [] },
    sees ? listTags(ctx, { counted: 'false' }) : { items: [] },
    listSegments(ctx, { limit: 200 }),
  ]);
  return {
    attributes: attributes.items,
    tags: tags.items.map((tag) => tag.name),
    segments: segments.items.filter((segment) => segment.id !== without).map(({ id, name }) => ({ id, name })),
  };
}
