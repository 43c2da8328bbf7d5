import { campaignSettings } from '@/db/schema';
import { command, query } from '@/lib/platform/command';
import { actorLabel } from '@/lib/platform/context';
import { z } from 'zod';
import { CampaignSettings } from '../options';
import { readSettings } from './read';

export const readCampaignSettings = query({
  name: 'campaigns.readSettings',
  summary: 'Read what holds for every campaign: the control group, and when ended ones are archived',
  access: 'settings:read',
  http: { method: 'GET', path: '/campaign-settings' },
  input: z.object({}),
  output: CampaignSettings,
  run: readSettings,
});

export const updateCampaignSettings = command({
  name: 'campaigns.updateSettings',
  summary: 'Change what holds for every campaign',
  access: 'settings:write',
  http: { method: 'PATCH', path: '/campaign-settings' },
  input: CampaignSettings.partial(),
  output: CampaignSettings,
  async run(ctx, input) {
    const before = await readSettings(ctx);
    const given = { ...before, ...input };
    const set = { ...given, updatedBy: actorLabel(ctx.actor), updatedAt: ctx.clock.now() };
    await ctx.tx
      .insert(campaignSettings)
      .values({ tenantId: ctx.tenant, ...set })
      .onConflictDoUpdate({ target: campaignSettings.tenantId, set });
    ctx.audit({ before, after: given });
    return given;
  },
});
