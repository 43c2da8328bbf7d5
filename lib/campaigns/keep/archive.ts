import type { Tags } from '@/db/client';
import { command, type CommandCtx } from '@/lib/platform/command';
import { conflict } from '@/lib/platform/errors';
import { insertFacts } from '@/lib/platform/outbox';
import { findCampaign, presentCampaign, type CampaignRow } from '../queries';
import { Campaign, CampaignRef } from '../schema';
import { campaignFact, changeCampaign, requireStatus } from '../write';

const perRound = 500;

async function setArchived(ctx: CommandCtx, row: CampaignRow, archivedAt: Date | null): Promise<CampaignRow> {
  const after = await changeCampaign(ctx, row, { archivedAt });
  campaignFact(ctx, archivedAt ? 'archived' : 'restored', after);
  return after;
}

export const archiveCampaign = command({
  name: 'campaigns.archive',
  summary: 'Take a campaign that is over, or a draft, off the list; nothing of it is lost',
  access: 'campaigns:write',
  http: { method: 'POST', path: '/campaigns/{id}/archive' },
  input: CampaignRef,
  output: Campaign,
  entity: (input) => ({ type: 'campaign', id: input.id }),
  async run(ctx, { id }) {
    const row = await findCampaign(ctx, id, true);
    requireStatus(row, ['draft', 'completed', 'cancelled'], 'archived');
    return presentCampaign(ctx, row.archivedAt ? row : await setArchived(ctx, row, ctx.clock.now()));
  },
});

export const restoreCampaign = command({
  name: 'campaigns.restore',
  summary: 'Bring an archived campaign back to the list',
  access: 'campaigns:write',
  http: { method: 'POST', path: '/campaigns/{id}/restore' },
  input: CampaignRef,
  output: Campaign,
  entity: (input) => ({ type: 'campaign', id: input.id }),
  async run(ctx, { id }) {
    const row = await findCampaign(ctx, id, true);
    if (!row.archivedAt) throw conflict('This campaign is not archived.', { id: 'is not archived' });
    return presentCampaign(ctx, await setArchived(ctx, row, null));
  },
});

/**
 * Archives what ended so many months ago as its tenant chose, six unless it did. What somebody brought back stays for as long
 * again: the time counts from the last change. Returns how many.
 */
export async function archiveOld(sql: Tags, now: Date): Promise<number> {
  return sql.begin(async (tx) => {
    const gone = await tx<{ tenant: string; id: string; version: number }[]>`
      with old as (
        select c.tenant_id, c.id from campaigns c left join campaign_settings s on s.tenant_id = c.tenant_id
        where c.archived_at is null and c.deleted_at is null and c.status in ('completed', 'cancelled') and coalesce(s.archive_after_months, 6) > 0
          and greatest(c.completed_at, c.updated_at) < ${now}::timestamptz - make_interval(months => coalesce(s.archive_after_months, 6)::int)
        order by c.completed_at limit ${perRound} for no key update of c skip locked)
      update campaigns c set archived_at = ${now}, version = c.version + 1 from old where c.tenant_id = old.tenant_id and c.id = old.id
      returning c.tenant_id as tenant, c.id, c.version`;
    for (const { tenant, id, version } of gone)
      await insertFacts(
        tx,
        tenant,
        [{ type: 'campaign.archived', entityType: 'campaign', entityId: id, version, payload: {} }],
        now,
      );
    return gone.length;
  });
}
