import type { Campaign } from '@/lib/campaigns/schema';
import type { Ctx } from '@/lib/platform/context';
import { getSegment, listSegments } from '@/lib/segments';
import { listTemplates } from '@/lib/templates';

/** Shown at once; the rest is found by typing. */
const shown = 50;

/** What the campaign wizard offers to choose from: the first ones, and whatever the draft has chosen already. */
export async function wizardChoices(ctx: Ctx, campaign: Campaign | null) {
  const [segments, templates] = await Promise.all([
    listSegments(ctx, { limit: shown }),
    listTemplates(ctx, { limit: shown }),
  ]);
  const missing = (campaign?.segments ?? []).filter(
    (each) => !each.deleted && !segments.items.some((one) => one.id === each.id),
  );
  const chosen = await Promise.all(missing.map(({ id }) => getSegment(ctx, { id })));
  const hasTemplate = !campaign || templates.items.some((each) => each.id === campaign.templateId);
  return {
    segments: [...chosen, ...segments.items].map(({ id, name, memberCount, ruleInWords }) => ({
      id,
      name,
      memberCount,
      ruleInWords,
    })),
    templates: [
      ...(hasTemplate ? [] : [{ id: campaign.templateId, name: campaign.templateName }]),
      ...templates.items.map(({ id, name }) => ({ id, name })),
    ],
    moreSegments: segments.nextCursor !== null,
  };
}
