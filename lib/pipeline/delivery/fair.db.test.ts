import { describe, expect, it, onTestFinished } from 'vitest';
import { smtpProvider, smtpSettings } from '@/lib/sending';
import { holdingServer } from '@/lib/sending/smtp/holding-server';
import { testDatabase } from '@/lib/testing/database';
import { queuedCampaign, statesOf } from '@/lib/testing/outbound';
import { testTenant } from '@/lib/testing/tenant';
import { until } from '@/lib/testing/wait';
import { startDelivery } from '.';

const database = await testDatabase();

describe('a tenant with ten recipients', () => {
  it('is done within two seconds, while another has thousands claimed for a server that takes 200 a second', async () => {
    const [large, small] = [await testTenant(database), await testTenant(database)];
    const server = await holdingServer();
    server.delayMs = 50;
    onTestFinished(() => server[Symbol.asyncDispose]());
    const many = await queuedCampaign(database, large.slug, 4000);
    const few = await queuedCampaign(database, small.slug, 10, { asleep: true });
    const worker = await startDelivery(database.services, { provider: smtpProvider(smtpSettings(server.url)) });
    onTestFinished(() => worker.stop());
    await until('the many to be on their way', () => server.bodies.length > 100);
    const started = performance.now();
    await few.wake();
    await until('the few', async () => (await statesOf(database, few))['sent'] === 10, 10_000);
    expect(performance.now() - started).toBeLessThan(2000);
    expect((await statesOf(database, many))['queued']).toBeGreaterThan(0);
  });

  it('pausing reaches what is claimed: after a second nothing more goes out, and all comes back on resuming', async () => {
    const { slug } = await testTenant(database);
    const sql = database.owner.tags;
    const server = await holdingServer();
    server.delayMs = 50;
    onTestFinished(() => server[Symbol.asyncDispose]());
    const campaign = await queuedCampaign(database, slug, 1000);
    const provider = smtpProvider(smtpSettings(server.url));
    const worker = await startDelivery(database.services, { provider, pace: { housekeepingMs: 200 } });
    onTestFinished(() => worker.stop());
    await until('some to arrive', () => server.bodies.length > 50);
    await sql`update pipeline_lanes set state = 'paused' where id = ${campaign.id}`;
    await until('rest', async () => !(await statesOf(database, campaign))['sending'], 5000);
    const states = await statesOf(database, campaign);
    expect(states['queued']).toBeGreaterThan(500);
    const [row] = await sql<{ attempts: number }[]>`
      select max(attempts)::int as attempts from pipeline_messages where source_id = ${campaign.id} and status = 'queued'`;
    expect(row?.attempts).toBe(0);
    server.delayMs = 0;
    await sql`update pipeline_lanes set state = 'active', due_at = now() where id = ${campaign.id}`;
    await until('the end', async () => (await statesOf(database, campaign))['sent'] === 1000);
    const here = server.bodies.filter((to) => to.endsWith(`@${slug}.test`));
    expect(here.sort()).toEqual([...campaign.addresses].sort());
  });
});
