import type { Campaign } from '@/lib/campaigns/schema';
import type { Ctx } from '@/lib/platform/context';
import { getSegment, listSegments } from '@/lib/segments';
import { listTemplates } from '@/lib/templates';
import { listTopics } from '@/lib/topics';

/** Shown at once; the rest is found by typing. */
const shown = 50;

/** What the campaign wizard offers to choose from: the first ones, and whatever the draft has chosen already. */
export async function wizardChoices(ctx: Ctx, campaign: Campaign | null) {
  const [segments, templates, topics] = await Promise.all([
    listSegments(ctx, { limit: shown }),
    listTemplates(ctx, { limit: shown }),
    listTopics(ctx, {}),
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
    topics: campaign?.purpose === 'service' ? [] : withArchived(topics.items, campaign?.topic ?? null),
    moreSegments: segments.nextCursor !== null,
  };
}

/** A topic that was archived since stays the draft's own, until another one is chosen. */
const withArchived = (open: readonly { id: string; name: string }[], own: { id: string; name: string } | null) => [
  ...open.map(({ id, name }) => ({ id, name })),
  ...(own && !open.some(({ id }) => id === own.id) ? [{ id: own.id, name: `${own.name} (archived)` }] : []),
];
