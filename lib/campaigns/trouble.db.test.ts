import { afterAll, describe, expect, it } from 'vitest';
import { cancelJob, listJobs } from '@/lib/jobs';
import type { Ctx } from '@/lib/platform/context';
import { startJobRunner } from '@/lib/platform/jobs';
import { deleteSegment } from '@/lib/segments';
import { testDatabase } from '@/lib/testing/database';
import { draft, people } from '@/lib/testing/outreach';
import { testTenant } from '@/lib/testing/tenant';
import { until } from '@/lib/testing/wait';
import {
  getCampaign,
  launchCampaign,
  launchDue,
  listCampaigns,
  pauseCampaign,
  planCampaign,
  preflightCampaign,
  resumeCampaign,
  updateCampaign,
} from '.';
import { recountStale, tellStale } from './stats';

const database = await testDatabase();
const sql = database.owner.tags;
let runner: Awaited<ReturnType<typeof startJobRunner>> | null = null;
afterAll(() => runner?.stop());

const started = async () =>
  (runner ??= await startJobRunner(database.services, [planCampaign], { worker: 'test', pollMs: 200 }));
const segmentOf = async (ctx: Ctx, id: string) => (await getCampaign(ctx, { id })).segments[0]?.id ?? '';
const planJob = async (ctx: Ctx) => (await listJobs(ctx, {})).items.find((job) => job.type === 'campaigns.plan');
const gone = (ctx: Ctx, segment: string) =>
  sql`update segments set deleted_at = now() where tenant_id = ${ctx.tenant} and id = ${segment}`;

describe('a campaign that cannot be planned', () => {
  it('is not launched when a segment was deleted; the answer and the check name it', async () => {
    const { ctx } = await testTenant(database);
    const id = await draft(ctx);
    await deleteSegment(ctx, { id: await segmentOf(ctx, id) });
    await expect(launchCampaign(ctx, { id })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('Appeal: everybody'),
      fields: { segmentIds: expect.any(String) },
    });
    expect((await preflightCampaign(ctx, { id })).problems).toContainEqual({
      level: 'blocks',
      field: 'segmentIds',
      message: expect.stringContaining('Appeal: everybody'),
    });
    expect(await getCampaign(ctx, { id })).toMatchObject({ status: 'draft' });
  });

  it('keeps its segments while it is scheduled, and until it is planned', async () => {
    const { ctx, clock } = await testTenant(database);
    await people(ctx, 1);
    const id = await draft(ctx);
    const segment = await segmentOf(ctx, id);
    await launchCampaign(ctx, { id, scheduledAt: new Date(clock.now().getTime() + 3_600_000).toISOString() });
    await expect(deleteSegment(ctx, { id: segment })).rejects.toMatchObject({ code: 'conflict' });
    await launchCampaign(ctx, { id });
    await expect(deleteSegment(ctx, { id: segment })).rejects.toMatchObject({ code: 'conflict' });
    await pauseCampaign(ctx, { id });
    await expect(deleteSegment(ctx, { id: segment })).rejects.toMatchObject({ code: 'conflict' });
    await sql`update campaigns set planned_at = now() where tenant_id = ${ctx.tenant} and id = ${id}`;
    await deleteSegment(ctx, { id: segment });
  });

  it('is not left without its plan: the plan is cancelled by cancelling the campaign', async () => {
    const { ctx } = await testTenant(database);
    await people(ctx, 1);
    const id = await draft(ctx);
    await launchCampaign(ctx, { id });
    const job = await planJob(ctx);
    await expect(cancelJob(ctx, { id: job?.id ?? '' })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('campaign'),
    });
  });

  it('is paused with the reason when its plan fails, and resuming plans again', async () => {
    const { ctx } = await testTenant(database);
    await people(ctx, 2);
    const id = await draft(ctx);
    const segment = await segmentOf(ctx, id);
    await launchCampaign(ctx, { id });
    await gone(ctx, segment);
    await started();
    const paused = await until(
      'the pause',
      async () => {
        const c = await getCampaign(ctx, { id });
        return c.status === 'paused' ? c : null;
      },
      8000,
    );
    expect(paused.error).toContain('segment');
    expect(await sql`select state from pipeline_lanes where tenant_id = ${ctx.tenant}`).toEqual([{ state: 'paused' }]);
    await expect(resumeCampaign(ctx, { id })).rejects.toMatchObject({ code: 'conflict' });
    await sql`update segments set deleted_at = null where tenant_id = ${ctx.tenant} and id = ${segment}`;
    expect(await resumeCampaign(ctx, { id })).toMatchObject({ status: 'sending', error: null });
    await until('the plan', async () => (await getCampaign(ctx, { id })).plannedAt);
  });

  it('is paused when the attempts of its plan are used up by workers that died', async () => {
    const { ctx } = await testTenant(database);
    await started();
    await people(ctx, 1);
    const id = await draft(ctx);
    await sql`update job_queues set paused = true`;
    await launchCampaign(ctx, { id });
    await sql`update jobs set state = 'running', attempts = max_attempts, lease_by = 'dead', lease_until = now() - interval '1 hour' where tenant_id = ${ctx.tenant}`;
    await until('the pause', async () => (await getCampaign(ctx, { id })).status === 'paused');
    await sql`update job_queues set paused = false`;
  });
});

describe('a scheduled campaign', () => {
  it('is not sent at once because its time lies in the past', async () => {
    const { ctx, clock } = await testTenant(database);
    await people(ctx, 1);
    const id = await draft(ctx);
    const at = (ms: number) => new Date(clock.now().getTime() + ms).toISOString();
    await expect(launchCampaign(ctx, { id, scheduledAt: at(-61_000) })).rejects.toMatchObject({
      code: 'invalid',
      fields: { scheduledAt: expect.any(String) },
    });
    expect(await getCampaign(ctx, { id })).toMatchObject({ status: 'draft' });
    const far = at(3 * 366 * 86_400_000);
    for (const given of [
      { scheduledAt: far },
      { scheduledAt: '9999-12-31T00:00:00Z' },
      { localTime: far.slice(0, 16) },
    ])
      await expect(launchCampaign(ctx, { id, ...given })).rejects.toMatchObject({
        ...{ code: 'invalid', fields: { [Object.keys(given)[0]!]: 'lies over 2 years ahead' } },
      });
    expect(await launchCampaign(ctx, { id, scheduledAt: at(-30_000) })).toMatchObject({ status: 'sending' });
  });

  it('that cannot start is a draft again with the reason, and is tried once', async () => {
    const { ctx, clock } = await testTenant(database);
    await people(ctx, 1);
    const id = await draft(ctx);
    await launchCampaign(ctx, { id, scheduledAt: new Date(clock.now().getTime() + 60_000).toISOString() });
    await gone(ctx, await segmentOf(ctx, id));
    clock.advance(61_000);
    expect(await launchDue(database.services, clock)).toBe(1);
    expect(await getCampaign(ctx, { id })).toMatchObject({
      status: 'draft',
      scheduledAt: null,
      error: expect.stringContaining('Appeal: everybody'),
    });
    expect(
      await sql`select 1 from outbox where tenant_id = ${ctx.tenant} and type = 'campaign.start_failed'`,
    ).toHaveLength(1);
    expect(await launchDue(database.services, clock)).toBe(0);
    expect(await updateCampaign(ctx, { id, name: 'Mended' })).toMatchObject({ error: null });
  });

  it('starts although a hundred others cannot', async () => {
    const { ctx, clock } = await testTenant(database);
    await people(ctx, 1);
    const id = await draft(ctx);
    const due = new Date(clock.now().getTime() + 60_000);
    await launchCampaign(ctx, { id, scheduledAt: due.toISOString() });
    await sql`insert into campaigns (tenant_id, name, channel, status, template_id, scheduled_at)
      select tenant_id, 'Broken ' || n, channel, 'scheduled', template_id, scheduled_at - interval '1 minute' from campaigns, generate_series(1, 120) n where tenant_id = ${ctx.tenant} and id = ${id}`;
    await sql`alter table campaigns add constraint never check (name not like 'Broken%' or status = 'scheduled') not valid`;
    clock.advance(61_000);
    await launchDue(database.services, clock);
    await sql`alter table campaigns drop constraint never`;
    expect(await getCampaign(ctx, { id })).toMatchObject({ status: 'sending' });
  });
});

/** A campaign to three people, planned and counted. */
async function recounted() {
  const tenant = await testTenant(database);
  const { ctx, clock } = tenant;
  await people(ctx, 3);
  const id = await draft(ctx);
  await launchCampaign(ctx, { id });
  await started();
  await until('the plan', async () => (await getCampaign(ctx, { id })).plannedAt);
  clock.advance(60_000);
  await recountStale(database.services.system.tags, clock.now());
  return { ...tenant, id };
}

describe('the list of campaigns', () => {
  it('shows the last recount, which follows each fact, and agrees with the detail', async () => {
    const { ctx, slug, clock, id } = await recounted();
    const listed = async () => (await listCampaigns(ctx, {})).items.find((c) => c.id === id);
    expect((await listed())?.totals).toMatchObject({ planned: 3, inProgress: 3 });
    await sql`update pipeline_messages set status = 'skipped', verdict_reason = 'no_consent' where tenant_id = ${slug}`;
    expect((await listed())?.totals).toMatchObject({ skipped: 0 });
    const fact = { tenant: slug, payload: { sourceType: 'campaign', sourceId: id } };
    await tellStale(database.services.system.tags, [fact, fact], clock.now());
    clock.advance(60_000);
    expect(await recountStale(database.services.system.tags, clock.now())).toBe(1);
    expect(await recountStale(database.services.system.tags, clock.now())).toBe(0);
    const detail = await getCampaign(ctx, { id });
    expect(await listed()).toMatchObject({ totals: detail.totals, skippedBy: { no_consent: 3 } });
  });
});

describe('a campaign that takes long to count', () => {
  it('shows its last recount while it is sent and recounts keep up or nothing changes, and is counted for everybody at any other time', async () => {
    const { ctx, slug, id } = await recounted();
    const skipped = async () => (await getCampaign(ctx, { id })).totals.skipped;
    const stats = (set: { ms: number; age: number; isStale?: boolean }) => sql`
      update campaign_stats set recount_ms = ${set.ms}, updated_at = now() - ${set.age}::int * interval '1 second', stale_at = ${set.isStale ? sql`now()` : null} where tenant_id = ${slug}`;
    await sql`update pipeline_messages set status = 'skipped', verdict_reason = 'no_consent' where tenant_id = ${slug}`;
    await stats({ ms: 900, age: 1 });
    const planned = (secondsAgo: number) => sql`
      update campaigns set planned_at = now() - ${secondsAgo}::int * interval '1 second' where tenant_id = ${slug}`;
    await planned(0);
    expect(await skipped(), 'a count from before the planning ended').toBe(3);
    await stats({ ms: 900, age: 1, isStale: true });
    await planned(60);
    expect(await skipped()).toBe(0);
    await stats({ ms: 900, age: 50 });
    expect(await skipped(), 'nothing has changed since').toBe(0);
    await stats({ ms: 900, age: 50, isStale: true });
    expect(await skipped(), 'recounts do not keep up').toBe(3);
    await stats({ ms: 900, age: 70 });
    expect(await skipped(), 'an old count from before the planning ended').toBe(3);
    await sql`update campaigns set planned_at = null where tenant_id = ${slug}`;
    expect(await skipped(), 'an old count while it is planned').toBe(3);
    await planned(60);
    await stats({ ms: 9, age: 1 });
    expect(await skipped()).toBe(3);
    await stats({ ms: 900, age: 1 });
    await sql`update campaigns set status = 'paused' where tenant_id = ${slug}`;
    expect(await skipped()).toBe(3);
  });
});

describe('the check before sending', () => {
  it('needs no right to read templates, and counts what is empty', async () => {
    const tenant = await testTenant(database);
    await people(tenant.ctx, 2);
    const report = await preflightCampaign(tenant.as(['campaigns:read']), { id: await draft(tenant.ctx) });
    expect(report).toMatchObject({ willSend: 2, merge: [{ variable: 'contact.first_name', empty: 0 }] });
  });
});
