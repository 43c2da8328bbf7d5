import type { Ctx } from '@/lib/platform/context';
import { listSegments } from '@/lib/segments';
import { listTemplates } from '@/lib/templates';

/** What the campaign wizard offers to choose from. */
export async function wizardChoices(ctx: Ctx) {
  const [segments, templates] = await Promise.all([
    listSegments(ctx, { limit: 200 }),
    listTemplates(ctx, { limit: 200 }),
  ]);
  return {
    segments: segments.items.map(({ id, name, memberCount, ruleInWords }) => ({ id, name, memberCount, ruleInWords })),
    templates: templates.items.map(({ id, name, subject }) => ({ id, name, subject })),
  };
}
