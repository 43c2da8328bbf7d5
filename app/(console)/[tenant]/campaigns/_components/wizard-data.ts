import type { Campaign } from '@/lib/campaigns/schema';
import type { Channel } from '@/lib/contacts/vocabulary';
import type { Ctx } from '@/lib/platform/context';
import { mayOpen } from '@/lib/platform/page';
import { getSegment, listSegments } from '@/lib/segments';
import { listSenders } from '@/lib/sending';
import { listTemplates } from '@/lib/templates';
import { listTopics } from '@/lib/topics';

/** Shown at once; the rest is found by typing. */
const shown = 50;

/** What the campaign wizard offers to choose from: the first ones, and whatever the draft has chosen already. */
export async function wizardChoices(ctx: Ctx, campaign: Campaign | null) {
  const [segments, templates, topics, senders] = await Promise.all([
    listSegments(ctx, { limit: shown }),
    listTemplates(ctx, { limit: shown }),
    listTopics(ctx, {}),
    mayOpen(ctx, 'campaigns:read') ? listSenders(ctx, {}) : { items: [] },
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
      ...(hasTemplate ? [] : [templateChoice(campaign.templateId, campaign.templateName, campaign.channel)]),
      ...templates.items.map(({ id, name, channel }) => templateChoice(id, name, channel)),
    ],
    topics: campaign?.purpose === 'service' ? [] : withArchived(topics.items, campaign?.topic ?? null),
    senders: senderChoices(senders.items, campaign),
    moreSegments: segments.nextCursor !== null,
  };
}

const templateChoice = (id: string, name: string, channel: string) => ({ id, name, channel: channel as Channel });

/** A topic that was archived since stays the draft's own, until another one is chosen. */
const withArchived = (open: readonly { id: string; name: string }[], own: { id: string; name: string } | null) => [
  ...open.map(({ id, name }) => ({ id, name })),
  ...(own && !open.some(({ id }) => id === own.id) ? [{ id: own.id, name: `${own.name} (archived)` }] : []),
];

type Known = Awaited<ReturnType<typeof listSenders>>['items'];

/** The default one is what no choice means; a sender that was deleted since stays the draft's own, until another is chosen. */
export function senderChoices(known: Known, campaign: Campaign | null) {
  if (campaign && campaign.channel !== 'email') return [];
  const own = campaign?.sender;
  return [
    ...known.map(({ id, fromName, fromEmail, isDefault }) => ({ id, name: `${fromName} <${fromEmail}>`, isDefault })),
    ...(own?.deleted ? [{ id: own.id, name: `${own.fromName} <${own.fromEmail}> (deleted)`, isDefault: false }] : []),
  ];
}
