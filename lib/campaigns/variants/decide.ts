import type { Tags } from '@/db/client';
import type { Clock } from '@/lib/platform/clock';
import { deferReasons } from '@/lib/pipeline/vocabulary';
import { command } from '@/lib/platform/command';
import { jobContext } from '@/lib/platform/context';
import { logger } from '@/lib/platform/log';
import type { Services } from '@/lib/platform/services';
import { findCampaign, presentCampaign } from '../queries';
import { Campaign, CampaignRef } from '../schema';
import type { UnclearRule } from '../vocabulary';
import { requireStatus } from '../write';
import { decideFor } from './choose';
import { countVariants, judgeNow } from './count';
import type { Judgement } from './judge';

const perRound = 100;

/** Who wins at the set time, and why, in words; null: a person has to choose. */
export function verdictAt(judged: Judgement, rule: UnclearRule): { winner: number | null; sentence: string } {
  const { leader, best, significant, sentence } = judged;
  if (significant) return { winner: leader, sentence };
  if (rule === 'wait') return { winner: null, sentence: `${sentence} Nobody was chosen: that is left to you.` };
  if (rule === 'first' || best === null)
    return { winner: 0, sentence: `${sentence} The first one was taken, as it was set to.` };
  const taken = leader === null ? 'Nobody is in front: the first of the best was taken' : 'The one in front was taken';
  return { winner: best, sentence: `${sentence} ${taken}, as it was set to.` };
}

/** Not a verb of the API: the timer's own, so that its choice is audited like anybody's. */
const decideWinner = command({
  name: 'campaigns.decideWinner',
  summary: 'Choose the winner at the set time',
  access: 'campaigns:send',
  input: CampaignRef,
  output: Campaign,
  entity: (input) => ({ type: 'campaign', id: input.id }),
  async run(ctx, { id }) {
    const row = await findCampaign(ctx, id, true);
    requireStatus(row, ['sending'], 'decided');
    if (row.decision || row.decidedAt) return presentCampaign(ctx, row);
    const variants = await countVariants(ctx, id);
    const { winner, sentence } = verdictAt(judgeNow(variants, row), row.ifUnclear as UnclearRule);
    return presentCampaign(ctx, await decideFor(ctx, row, winner, sentence));
  },
});

/** Notes which tests have been handed over to the last, those included whom the gate let wait: from then on the time counts. */
const noteTested = (sql: Tags, now: Date) => sql`
  update campaigns c set test_sent_at = ${now}, updated_at = ${now}
  where c.status = 'sending' and c.test_percent < 100 and c.decided_at is null and c.planned_at is not null and c.test_sent_at is null
    and exists (select 1 from campaign_variants v where v.tenant_id = c.tenant_id and v.campaign_id = c.id)
    and not exists (select 1 from pipeline_claims h where h.tenant_id = c.tenant_id and h.lane_id = c.id)
    and not exists (select 1 from pipeline_queue q cross join lateral (
        select m.status, m.verdict_reason from pipeline_messages m where m.tenant_id = q.tenant_id and m.id = q.message_id offset 0) m
      where q.tenant_id = c.tenant_id and q.lane_id = c.id
        and (m.status = 'queued' or m.verdict_reason = any(${[...deferReasons]}::text[])))`;

/** Chooses the winners whose time has come, each as its own tenant. Returns how many were due; what fails is due again. */
export async function decideDue(services: Services, clock: Clock): Promise<number> {
  const sql = services.system.tags;
  await noteTested(sql, clock.now());
  const due = await sql<{ tenant: string; id: string }[]>`
    select c.tenant_id as tenant, c.id from campaigns c
    where c.status = 'sending' and c.test_percent < 100 and c.decided_at is null and c.decision is null and c.deleted_at is null
      and c.planned_at is not null and c.test_sent_at + c.decide_after * interval '1 second' <= ${clock.now()} order by c.test_sent_at limit ${perRound}`;
  for (const { tenant, id } of due) {
    const ctx = jobContext({ tenant, name: 'winner', clock, log: logger('campaigns'), services });
    await decideWinner(ctx, { id }).catch((error: unknown) =>
      ctx.log.error({ err: error, campaignId: id }, 'a winner could not be chosen; trying again'),
    );
  }
  return due.length;
}
