import { sql as query } from 'drizzle-orm';
import type { TagsTx } from '@/db/client';
import type { Ctx, TxCtx } from '@/lib/platform/context';
import { namedByClaims, setLane } from '@/lib/pipeline';
import type { Whereabouts } from '@/lib/platform/person-zone';
import { withTenant, withTenantTags } from '@/lib/platform/db/tenant';
import { defineJob, enqueue, type JobRun } from '@/lib/platform/jobs';
import { pauseUnspread } from '../pause';
import { findCampaign, type CampaignRow } from '../queries';
import { enqueueRelease } from '../variants/choose';
import { localTimes, spreaderFor } from './dues';

const batch = 5000;

/** Whether a resumed campaign's messages need new times: by its pace, or because some were set to a later hour. */
export async function respreadNeeded(ctx: TxCtx, row: CampaignRow): Promise<boolean> {
  if (row.perHour) return true;
  const [later] = await ctx.tx.execute(query`
    select 1 from pipeline_queue q join pipeline_messages m on m.tenant_id = q.tenant_id and m.id = q.message_id and m.status = 'queued'
    where q.tenant_id = ${ctx.tenant} and q.lane_id = ${row.id} and q.due_at > ${ctx.clock.now().toISOString()}::timestamptz + interval '1 minute' limit 1`);
  return later !== undefined;
}

/** Spreads what is queued from now on, then opens the lane. While the audience is not planned, the planning does it at its end. */
export async function enqueueRespread(ctx: TxCtx, row: CampaignRow): Promise<void> {
  if (!row.plannedAt) return;
  await enqueue(ctx, {
    type: 'campaigns.respread',
    title: `Give the messages of ${row.name} new times`,
    payload: { campaignId: row.id, paused: row.pausedSeconds },
    priority: 1,
    dedupeKey: `campaigns.respread:${row.id}:${row.pausedSeconds}`,
    maxAttempts: 20,
  });
}

/**
 * Closes the lane of a campaign that is being sent until what is queued has new times. It counts as a resumption, so that whoever
 * hands out times for an earlier one ends, and the job that opens the lane comes after this. The caller holds the campaign's row.
 */
export async function closeToRespread(ctx: TxCtx, row: CampaignRow): Promise<void> {
  const pausedSeconds = row.pausedSeconds + 1;
  await ctx.tx.execute(
    query`update campaigns set paused_seconds = ${pausedSeconds} where tenant_id = ${ctx.tenant} and id = ${row.id}`,
  );
  await setLane(ctx, row.id, 'paused');
  await enqueueRespread(ctx, { ...row, pausedSeconds });
}

/** A campaign that was resumed while it was being planned has its lane closed until now. */
export const respreadPlanned = (ctx: Ctx, id: string): Promise<void> =>
  withTenant(ctx, async (tx) => {
    const row = await findCampaign(tx, id, true);
    const [closed] = await tx.tx.execute(
      query`select 1 from pipeline_lanes where tenant_id = ${ctx.tenant} and id = ${id} and state = 'paused'`,
    );
    if (row.status === 'sending' && closed) await enqueueRespread(tx, row);
  });

interface Page {
  rows: (Whereabouts & { id: string; contact: string })[];
  /** Somebody paused, cancelled or resumed it since: another run of this job has it, or none. */
  over: boolean;
}

export const respreadCampaign = defineJob({
  type: 'campaigns.respread',
  async run(job: JobRun) {
    const { ctx } = job;
    const id = String(job.payload['campaignId']);
    const paused = Number(job.payload['paused']);
    const campaign = await withTenant(ctx, (tx) => findCampaign(tx, id));
    const now = ctx.clock.now().getTime();
    const { perHour } = campaign;
    const spreader = perHour ? await spreaderFor(ctx, campaign, perHour, new Date(now), 'keep') : null;
    const localOf = campaign.sendLocal ? localTimes(ctx, campaign) : null;
    const dueOf = (person: Whereabouts) => {
      const local = Math.max(localOf?.(person) ?? now, now);
      return new Date(spreader ? spreader.take(local, now) : local).toISOString();
    };
    let after: string | null = null;
    let done = 0;
    do {
      const page: Page = await withTenantTags(ctx, (sql) => spreadPage(sql, ctx.tenant, id, paused, after, dueOf));
      if (page.over) return { given: done };
      done += page.rows.length;
      job.progress(done, null, 'messages have their times');
      after = page.rows.length < batch ? null : (page.rows.at(-1)?.contact ?? null);
    } while (after);
    await withTenant(ctx, (tx) => openLane(tx, id, paused));
    return { given: done };
  },
  onEnd: pauseUnspread,
});

/** A job that died after it had opened the lane has nothing left to do: what goes already keeps its times. */
const isCurrent = async (sql: TagsTx, tenant: string, id: string, paused: number): Promise<boolean> => {
  const [row] = await sql`
    select 1 from campaigns where tenant_id = ${tenant} and id = ${id} and status = 'sending' and paused_seconds = ${paused}
      and exists (select 1 from pipeline_lanes l where l.tenant_id = ${tenant} and l.id = ${id} and l.state = 'paused') for share`;
  return row !== undefined;
};

async function spreadPage(
  sql: TagsTx,
  tenant: string,
  id: string,
  paused: number,
  after: string | null,
  dueOf: (person: Whereabouts) => string,
): Promise<Page> {
  if (!(await isCurrent(sql, tenant, id, paused))) return { rows: [], over: true };
  const rows = await sql<Page['rows']>`
    select m.id, m.contact_id as contact, c.time_zone as "timeZone", c.country from pipeline_messages m join contacts c on c.tenant_id = m.tenant_id and c.id = m.contact_id
    where m.tenant_id = ${tenant} and m.source_type = 'campaign' and m.source_id = ${id} and m.status = 'queued' ${after ? sql`and m.contact_id > ${after}` : sql``} order by m.contact_id limit ${batch}`;
  // What a worker still has in its hands keeps its time, by which the worker knows it. Constants are behind fences (offset 0):
  // on stale statistics each page was joined to all that the tenant has.
  await sql`
    with given as materialized (
      select ${tenant}::text as tenant, ${id}::uuid as lane, r.*, before.due_at as had
      from unnest(${rows.map((m) => m.id)}::uuid[], ${rows.map((m) => dueOf(m))}::timestamptz[]) as r(id, due_at)
      cross join lateral (select m.due_at from pipeline_messages m where m.tenant_id = ${tenant} and m.id = r.id offset 0) as before offset 0),
    named as materialized (${namedByClaims(sql, tenant, id)}),
    moved as (
      update pipeline_queue q set due_at = greatest(r.due_at, n.after) from given r left join named n on n.id = r.id
      where q.tenant_id = r.tenant and q.lane_id = r.lane and q.due_at = r.had and q.message_id = r.id
      returning q.tenant_id as tenant, q.message_id as id, q.due_at)
    update pipeline_messages m set due_at = r.due_at from moved r where m.tenant_id = r.tenant and m.id = r.id`;
  return { rows: [...rows], over: false };
}

/** Who waits for a winner chosen meanwhile gets the slots that are left: two jobs that hand them out at once would use each twice. */
async function openLane(ctx: TxCtx, id: string, paused: number): Promise<void> {
  const row = await findCampaign(ctx, id, true);
  if (row.status !== 'sending' || row.pausedSeconds !== paused) return;
  const [opened] = await ctx.tx.execute(query`
    update pipeline_lanes set state = 'active', due_at = ${ctx.clock.now().toISOString()} where tenant_id = ${ctx.tenant} and id = ${id} and state = 'paused' returning 1`);
  if (!opened) return;
  await ctx.tx.execute(query`select pg_notify('pipeline', ${ctx.tenant})`);
  if (row.decidedAt) await enqueueRelease(ctx, row);
}
