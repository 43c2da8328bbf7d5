import type { Tags, TagsTx } from '@/db/client';
import type { Assignment, Recipient } from '@/lib/pipeline';
import type { Ctx } from '@/lib/platform/context';
import { withTenant } from '@/lib/platform/db/tenant';
import { readSettings } from './settings/read';
import type { CampaignRow } from './queries';
import { dueTimes } from './timing/dues';
import { assign, inControlGroup, type Shares } from './variants/assign';
import { variantsOf } from './variants/store';

type AssignBatch = (
  sql: Tags | TagsTx,
  recipients: readonly Recipient[],
) => Promise<((contactId: string) => Assignment) | null>;

/** Only news can be held back to compare with; who is told of a service has to know. */
const comparable = (purpose: string) => purpose === 'marketing';

/**
 * What differs from one recipient of a campaign to the next: control groups, variant, hour. What is read for a batch is read
 * before; null where all are alike, which is the usual case.
 */
export async function assigning(ctx: Ctx, campaign: CampaignRow): Promise<AssignBatch> {
  const { tenant } = ctx;
  const { variants, control } = await withTenant(ctx, async (tx) => ({
    variants: await variantsOf(tx, campaign.id),
    control: comparable(campaign.purpose) ? (await readSettings(tx)).controlPercent : 0,
  }));
  const shares: Shares = {
    weights: variants.map((v) => v.weight),
    testPercent: campaign.testPercent,
    holdoutPercent: campaign.holdoutPercent,
  };
  const groups = groupsOf(campaign, control);
  const alike = variants.length === 0 && campaign.holdoutPercent === 0 && control === 0;
  const dues = await dueTimes(ctx, campaign);
  if (alike && !dues) return async () => null;
  return async (sql, recipients) => {
    const dueAt = await dues?.(sql, recipients);
    return (contactId) => {
      if (inControlGroup(tenant, contactId, control)) return groups.tenant;
      const place = assign(campaign.seriesId ?? campaign.id, contactId, shares);
      if (place.heldOut) return groups.campaign;
      const variant = variants.find((v) => v.position === place.variant);
      return {
        ...(variant ? { variant: variant.position, templateVersionId: variant.templateVersionId } : {}),
        ...(place.waits ? { waits: true } : {}),
        ...dueAt?.(contactId, place.waits),
      };
    };
  };
}

/** Who is left out of a campaign, or of all: the same objects for everybody. */
const groupsOf = (campaign: Pick<CampaignRow, 'holdoutPercent'>, control: number) => ({
  campaign: {
    leaveOut: {
      reason: 'control_group' as const,
      fact: `Kept apart to compare with: ${campaign.holdoutPercent} of 100 people get nothing of this campaign.`,
    },
  },
  tenant: {
    leaveOut: {
      reason: 'global_control_group' as const,
      fact: `In the organisation's control group: ${control} of 100 people get no marketing campaign.`,
    },
  },
});
