import { sourceLabels, type TimelineItem } from '@/components/contacts/timeline-words';
import type { TimelineSource } from '@/components/contacts/timeline';
import { getCampaign } from '@/lib/campaigns';
import { pages } from '@/lib/paths';
import type { Ctx } from '@/lib/platform/context';
import { mayOpen } from '@/lib/platform/page';

const most = 12;

/** Names and links of what the lines of a timeline are about. */
export async function sourcesOf(ctx: Ctx, items: readonly TimelineItem[]): Promise<Record<string, TimelineSource>> {
  const found: Record<string, TimelineSource> = {};
  const campaigns = new Set<string>();
  for (const { sourceId: id, sourceType: type } of items) {
    if (!id) continue;
    const label = sourceLabels[type ?? ''];
    if (!label) continue;
    if (type === 'campaign') {
      found[id] = { label };
      campaigns.add(id);
    } else found[id] = { label, href: type === 'import' ? pages.import(ctx.tenant, id) : pages.inbox(ctx.tenant, id) };
  }
  if (!mayOpen(ctx, 'campaigns:read')) return found;
  await Promise.all(
    [...campaigns].slice(0, most).map(async (id) => {
      const campaign = await getCampaign(ctx, { id }).catch(() => null);
      if (campaign) found[id] = { label: campaign.name, href: pages.campaign(ctx.tenant, id) };
    }),
  );
  return found;
}
