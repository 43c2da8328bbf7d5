import type { TxCtx } from '@/lib/platform/context';
import { withTenantTags } from '@/lib/platform/db/tenant';
import { conflict, invalid } from '@/lib/platform/errors';
import { lookUpTemplate } from '@/lib/templates';
import { audience } from './audience';
import { findCampaign } from './queries';
import { variantsOf } from './variants/store';

/** What people get of a campaign now. */
export interface CampaignMessage {
  channel: string;
  purpose: string;
  templateVersionId: string;
  senderId: string | null;
  variant: number | null;
}

/** What a campaign, or one of its variants, says: as it was fixed at its start, else as it would be now. Throws `invalid` without such a variant. */
export async function campaignMessage(ctx: TxCtx, id: string, position?: number): Promise<CampaignMessage> {
  const campaign = await findCampaign(ctx, id);
  const variants = await variantsOf(ctx, id);
  const variant = variants.find((each) => each.position === (position ?? 0)) ?? null;
  if (position !== undefined && !variant)
    throw invalid('This campaign has no such variant. Open it again to see which there are.', {
      variant: 'is none of this campaign',
    });
  const said = variant ?? campaign;
  return {
    ...{ channel: campaign.channel, purpose: campaign.purpose, variant: variant?.position ?? null },
    templateVersionId: said.templateVersionId ?? (await newest(ctx, said.templateId)),
    senderId: campaign.senderId,
  };
}

async function newest(ctx: TxCtx, templateId: string): Promise<string> {
  const row = await lookUpTemplate(ctx, templateId);
  if (!row) throw conflict('The template of this campaign was deleted. Choose another one.');
  return row.version.id;
}

const looked = 50;
const mostLooks = 20;

/** The first person of a campaign's audience who is still there; null when there is none among the first thousand. */
export async function firstReader(ctx: TxCtx, id: string): Promise<string | null> {
  return withTenantTags(ctx, async (sql) => {
    let looks = 0;
    for await (const ids of audience(sql, ctx.tenant, id, looked)) {
      const [row] = await sql<{ id: string }[]>`
        select id from contacts where tenant_id = ${ctx.tenant} and id = any(${ids}::uuid[]) and deleted_at is null order by id limit 1`;
      if (row) return row.id;
      // Somebody waits for the answer, and it only says whose data is shown.
      if (++looks === mostLooks) return null;
    }
    return null;
  });
}
