import { expect, it, onTestFinished } from 'vitest';
import { startJobRunner } from '@/lib/platform/jobs';
import { testDatabase } from '@/lib/testing/database';
import { queuedCampaign } from '@/lib/testing/outbound';
import { testTenant } from '@/lib/testing/tenant';
import { until } from '@/lib/testing/wait';
import { getCampaign, pauseCampaign, respreadCampaign, resumeCampaign } from '..';

const database = await testDatabase();
const sql = database.owner.tags;

it('new times after a pause are given by looking up each row in the queue, whatever the statistics say', async () => {
  const { ctx, slug } = await testTenant(database);
  const { id } = await queuedCampaign(database, slug, 12_000, { asleep: true });
  await sql`analyze pipeline_messages, pipeline_queue`;
  await sql`update campaigns set per_hour = 1000000, started_at = now() where id = ${id}`;
  await pauseCampaign(ctx, { id });
  await resumeCampaign(ctx, { id });
  const read = async () => {
    const [row] = await sql<{ scanned: number; found: number }[]>`
      select seq_tup_read::int as scanned, idx_tup_fetch::int as found from pg_stat_user_tables where relname = 'pipeline_queue'`;
    return row ?? { scanned: 0, found: 0 };
  };
  const jobs = await startJobRunner(database.services, [respreadCampaign], { worker: 'test' });
  onTestFinished(() => jobs.stop());
  await until('the job to end', async () => {
    const [open] = await sql`select 1 from jobs where tenant_id = ${slug} and state in ('queued', 'running')`;
    return open === undefined;
  });
  // A session tells what it read when a later transaction of its ends.
  const after = await until('the sessions to tell', async () => {
    await Promise.all(Array.from({ length: 10 }, () => getCampaign(ctx, { id })));
    const told = await read();
    return told.scanned + told.found >= 12_000 ? told : null;
  });
  expect(after.scanned).toBe(0);
});
