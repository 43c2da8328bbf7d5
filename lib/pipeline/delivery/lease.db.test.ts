import { describe, expect, it, onTestFinished } from 'vitest';
import { smtpProvider, smtpSettings } from '@/lib/sending';
import { holdingServer } from '@/lib/sending/smtp/holding-server';
import { testDatabase } from '@/lib/testing/database';
import { inHandsOf, queuedCampaign, statesOf } from '@/lib/testing/outbound';
import { testTenant } from '@/lib/testing/tenant';
import { until } from '@/lib/testing/wait';
import { startDelivery } from '.';

const database = await testDatabase();
const pace = { leaseMs: 1500, renewEveryMs: 200, housekeepingMs: 100 };

describe('a lease', () => {
  it('is renewed while a server is slower than the lease: nobody takes over or gives up what is on the wire', async () => {
    const { slug } = await testTenant(database);
    const server = await holdingServer();
    onTestFinished(() => server[Symbol.asyncDispose]());
    server.holding = true;
    const campaign = await queuedCampaign(database, slug, 6);
    const start = () =>
      startDelivery(database.services, { provider: smtpProvider(smtpSettings(`${server.url}?connections=3`)), pace });
    const first = await start();
    onTestFinished(() => first.stop());
    await until('three messages on the wire', () => server.bodies.length === 3);
    const second = await start();
    onTestFinished(() => second.stop());
    await new Promise((done) => setTimeout(done, 3 * pace.leaseMs));
    expect(await statesOf(database, campaign)).toEqual({ sending: 6 });
    server.release();
    await until('the end', async () => (await statesOf(database, campaign))['sent'] === 6);
    expect([...server.bodies].sort()).toEqual(campaign.addresses);
  });

  it('that ran out makes its messages uncertain, with a reason, and they are not sent again', async () => {
    const { slug } = await testTenant(database);
    const campaign = await queuedCampaign(database, slug, 2);
    const sql = database.owner.tags;
    await inHandsOf(database, campaign, 'gone', new Date(Date.now() - 1000));
    const server = await holdingServer();
    onTestFinished(() => server[Symbol.asyncDispose]());
    const worker = await startDelivery(database.services, { provider: smtpProvider(smtpSettings(server.url)), pace });
    onTestFinished(() => worker.stop());
    await until('the end', async () => (await statesOf(database, campaign))['uncertain'] === 2);
    const [row] =
      await sql`select error_code, error_message, finished_at is not null as finished from pipeline_messages where source_id = ${campaign.id}`;
    expect(row).toMatchObject({ error_code: 'lease_expired', finished: true });
    await new Promise((done) => setTimeout(done, 300));
    expect(server.bodies).toEqual([]);
  });
});
