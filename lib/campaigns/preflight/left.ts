import { sql } from 'drizzle-orm';
import { query } from '@/lib/platform/command';
import type { TxCtx } from '@/lib/platform/context';
import { conflict } from '@/lib/platform/errors';
import { findCampaign, type CampaignRow } from '../queries';
import { CampaignRef, ResumeCheck } from '../schema';
import { variantsOf, type VariantRow } from '../variants/store';
import { mendWords } from '../vocabulary';
import { replacedIn } from '../wording';
import { contentsOf, linkGaps, windowGaps, type Problem } from './content';
import { Sample, sampleProblems } from './sample';
import { variantGaps } from './variants';

const looked = 25;

/** The variants whose words somebody changed since it was paused; null is the campaign without variants. */
async function changedWhilePaused(ctx: TxCtx, { id, status, pausedAt }: CampaignRow): Promise<Set<number | null>> {
  if (status !== 'paused') return new Set();
  const since = pausedAt?.getTime() ?? 0;
  const edits = (await replacedIn(ctx, id)).filter(({ until }) => Date.parse(until) >= since);
  return new Set(edits.flatMap(({ was }) => was.map(({ variant }) => variant)));
}

/** Some of those who will get it: whose turn it is, and who waits for a winner. */
async function someLeft(ctx: TxCtx, id: string) {
  const rows = await ctx.tx.execute<{ contact: string; variant: number | null; waits: boolean }>(sql`
    with found as materialized (
      (select message_id as id from pipeline_queue where tenant_id = ${ctx.tenant} and lane_id = ${id} limit ${looked})
      union all (select id from pipeline_messages
        where tenant_id = ${ctx.tenant} and source_type = 'campaign' and source_id = ${id} and rare_status = 'planned' limit ${looked}))
    select m.contact_id as contact, m.variant, coalesce(m.rare_status = 'planned', false) as waits
    from found join pipeline_messages m on m.tenant_id = ${ctx.tenant} and m.id = found.id where m.contact_id is not null`);
  const sample = new Sample();
  sample.add([...new Set(rows.map(({ contact }) => contact))]);
  const [waiting, queued] = [rows.filter(({ waits }) => waits), rows.filter(({ waits }) => !waits)];
  return {
    sample,
    /** False where nobody is left who gets this variant. */
    mayGet: ({ position, isWinner }: VariantRow, isDecided: boolean): boolean =>
      queued.length >= looked ||
      queued.some(({ variant }) => variant === position) ||
      (waiting.length > 0 && (isWinner || !isDecided)),
  };
}

/** What is wrong with words that were changed in a pause; of the people only some are looked at, whatever their number. */
async function leftProblems(ctx: TxCtx, campaign: CampaignRow): Promise<Problem[]> {
  const changed = await changedWhilePaused(ctx, campaign);
  if (changed.size === 0) return [];
  const variants = await variantsOf(ctx, campaign.id);
  const { sample, mayGet } = await someLeft(ctx, campaign.id);
  const isDecided = variants.some(({ isWinner }) => isWinner);
  const judged = variants.filter((one) => changed.has(one.position) && mayGet(one, isDecided));
  if (variants.length > 0 && judged.length === 0) return [];
  const { contents, problems } = await contentsOf(ctx, campaign, judged, 'fixed');
  const { contents: all } = await contentsOf(ctx, campaign, variants, 'fixed');
  return [
    ...problems,
    ...(await sampleProblems(ctx, campaign, contents, sample)),
    ...linkGaps(contents, campaign),
    ...windowGaps(all, campaign),
    ...variantGaps(campaign, all, variants, []),
  ];
}

/** Throws `conflict` when what was changed in the pause cannot be sent. */
export async function requireWords(ctx: TxCtx, campaign: CampaignRow): Promise<void> {
  const blocking = (await leftProblems(ctx, campaign)).filter(({ level }) => level === 'blocks');
  if (blocking.length === 0) return;
  const way = mendWords(await variantsOf(ctx, campaign.id));
  throw conflict(`${blocking.map(({ message }) => message).join(' ')} To mend it, ${way}; then resume.`);
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
