import { afterAll, expect, it } from 'vitest';
import { startJobRunner } from '@/lib/platform/jobs';
import { testDatabase } from '@/lib/testing/database';
import { draft, people } from '@/lib/testing/outreach';
import { testTenant } from '@/lib/testing/tenant';
import { until } from '@/lib/testing/wait';
import { getCampaign, launchCampaign, pauseCampaign, planCampaign } from '.';
import { lineOf } from './queries';

const database = await testDatabase();
const sql = database.owner.tags;
const runner = startJobRunner(database.services, [planCampaign], { worker: 'test' });
afterAll(async () => {
  await (await runner).stop();
});

it('who pauses a campaign waits for the batches under way, and the next ones wait for them', async () => {
  const { ctx, slug } = await testTenant(database);
  await people(ctx, 5);
  const id = await draft(ctx);
  await sql`update job_queues set paused = true`;
  await launchCampaign(ctx, { id });
  const rows = async () =>
    (await sql<{ n: number }[]>`select count(*)::int as n from pipeline_messages where tenant_id = ${slug}`)[0]!.n;
  const waiting = async () =>
    (await sql<{ n: number }[]>`select count(*)::int as n from pg_locks where not granted`)[0]!.n;

  let pausing: Promise<unknown> | undefined;
  await sql.begin(async (batch) => {
    await batch`select pg_advisory_xact_lock_shared(hashtextextended(${lineOf(slug, id)}, 0))`;
    await batch`select status from campaigns where tenant_id = ${slug} and id = ${id} for share`;
    pausing = pauseCampaign(ctx, { id });
    await until('the pause to wait', async () => (await waiting()) === 1);
    await sql`update job_queues set paused = false`;
    await sql`select pg_notify('jobs', '')`;
    await until('the next batch', async () => (await waiting()) === 2 || (await rows()) > 0);
    expect(await rows()).toBe(0);
  });
  await pausing;
  await until('the plan', async () => (await getCampaign(ctx, { id })).plannedAt);
  expect([await rows(), (await getCampaign(ctx, { id })).status]).toEqual([5, 'paused']);
});
