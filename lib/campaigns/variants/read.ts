import { query } from '@/lib/platform/command';
import { CampaignVariants } from '../options';
import { findCampaign } from '../queries';
import { CampaignRef } from '../schema';
import { judgeNow, lastVariants } from './count';

export const readVariants = query({
  name: 'campaigns.variants',
  summary:
    'How the variants of a campaign do by people, which one leads, and whether that is more than chance; some seconds old, more of a large campaign',
  access: 'campaigns:read',
  http: { method: 'GET', path: '/campaigns/{id}/variants' },
  input: CampaignRef,
  output: CampaignVariants,
  async run(ctx, { id }) {
    const row = await findCampaign(ctx, id);
    const { variants, ...counted } = await lastVariants(ctx, id);
    const decides =
      row.status === 'sending' && row.testSentAt && row.decideAfter !== null && !row.decision
        ? new Date(row.testSentAt.getTime() + row.decideAfter * 1000).toISOString()
        : null;
    return { variants, ...counted, ...judgeNow(variants, row), decidesAt: decides };
  },
});
