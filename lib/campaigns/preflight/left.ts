import { sql } from 'drizzle-orm';
import { query } from '@/lib/platform/command';
import type { TxCtx } from '@/lib/platform/context';
import { conflict } from '@/lib/platform/errors';
import { findCampaign, type CampaignRow } from '../queries';
import { CampaignRef, ResumeCheck } from '../schema';
import { variantsOf } from '../variants/store';
import { contentsOf, linkGaps, windowGaps, type Problem } from './content';
import { Sample, sampleProblems } from './sample';
import { variantGaps } from './variants';

const looked = 25;

/** Whether somebody changed what a campaign says since it was paused. */
async function changedWhilePaused(ctx: TxCtx, { id, status, pausedAt }: CampaignRow): Promise<boolean> {
  if (status !== 'paused') return false;
  const [edit] = await ctx.tx.execute(sql`
    select 1 from audit_logs where tenant_id = ${ctx.tenant} and entity_type = 'campaign' and entity_id = ${id}
      and action = 'campaigns.edit' and details @> '{"words": true}'
      and occurred_at >= coalesce(${pausedAt?.toISOString() ?? null}::timestamptz, '-infinity') limit 1`);
  return edit !== undefined;
}

/** Some of those who wait for it. */
async function someLeft(ctx: TxCtx, id: string): Promise<Sample> {
  const rows = await ctx.tx.execute<{ id: string }>(sql`
    select m.contact_id as id from (
      select message_id from pipeline_queue where tenant_id = ${ctx.tenant} and lane_id = ${id} limit ${looked}) q
    join pipeline_messages m on m.tenant_id = ${ctx.tenant} and m.id = q.message_id where m.contact_id is not null`);
  const sample = new Sample();
  sample.add([...new Set(rows.map((row) => row.id))]);
  return sample;
}

/** What is wrong with words that were changed in a pause; of the people only some are looked at, whatever their number. */
async function leftProblems(ctx: TxCtx, campaign: CampaignRow): Promise<Problem[]> {
  if (!(await changedWhilePaused(ctx, campaign))) return [];
  const variants = await variantsOf(ctx, campaign.id);
  const { contents, problems } = await contentsOf(ctx, campaign, variants, 'fixed');
  return [
    ...problems,
    ...(await sampleProblems(ctx, campaign, contents, await someLeft(ctx, campaign.id))),
    ...linkGaps(contents, campaign),
    ...windowGaps(contents, campaign),
    ...variantGaps(campaign, contents, variants, []),
  ];
}

/** Throws `conflict` when what was changed in the pause cannot be sent. */
export async function requireWords(ctx: TxCtx, campaign: CampaignRow): Promise<void> {
  const blocking = (await leftProblems(ctx, campaign)).filter(({ level }) => level === 'blocks');
  if (blocking.length === 0) return;
  throw conflict(
    `${blocking.map(({ message }) => message).join(' ')} Mend the template, take its newest version under Edit, then resume.`,
  );
}

export const checkResume = query({
  name: 'campaigns.checkResume',
  summary: 'What is wrong with the words of a paused campaign that were changed since it was paused',
  access: 'campaigns:read',
  http: { method: 'GET', path: '/campaigns/{id}/resume-check' },
  input: CampaignRef,
  output: ResumeCheck,
  run: async (ctx, { id }) => ({ problems: await leftProblems(ctx, await findCampaign(ctx, id)) }),
});
