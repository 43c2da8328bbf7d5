import { sourceLabels, type TimelineItem, type TimelineSource } from '@/components/contacts/timeline-words';
import { campaignNames } from '@/lib/campaigns';
import { pages } from '@/lib/paths';
import type { Ctx } from '@/lib/platform/context';
import { mayOpen } from '@/lib/platform/page';

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
  if (campaigns.size === 0 || !mayOpen(ctx, 'campaigns:read')) return found;
  const named = await campaignNames(ctx, { ids: [...campaigns] }).catch(() => []);
  for (const { id, name, turns } of named) found[id] = { label: name, href: pages.campaign(ctx.tenant, id), turns };
  return found;
}
