import { describe, expect, it, onTestFinished } from 'vitest';
import { smtpProvider, smtpSettings } from '@/lib/sending';
import { holdingServer } from '@/lib/sending/smtp/holding-server';
import { testDatabase } from '@/lib/testing/database';
import { queuedCampaign, statesOf } from '@/lib/testing/outbound';
import { testTenant } from '@/lib/testing/tenant';
import { until } from '@/lib/testing/wait';
import { startDelivery } from '.';

const database = await testDatabase();
const sql = database.owner.tags;
const ended = (campaign: { id: string }) =>
  until('the campaign to end', async () => {
    const [row] = await sql<{ status: string }[]>`select status from campaigns where id = ${campaign.id}`;
    return row?.status === 'completed';
  });

it('a claim goes with the last of its messages: a campaign ends at once, however seldom the house is kept', async () => {
  const { slug } = await testTenant(database);
  const server = await holdingServer();
  onTestFinished(() => server[Symbol.asyncDispose]());
  const campaign = await queuedCampaign(database, slug, 3);
  const pace = { housekeepingMs: 600_000, finishMs: 50 };
  const worker = await startDelivery(database.services, { provider: smtpProvider(smtpSettings(server.url)), pace });
  onTestFinished(() => worker.stop());
  await ended(campaign);
});

describe('a claim that PostgreSQL made and the worker never heard of', () => {
  it('is found and given back: nobody waits for a worker that does not know of them, nor does the end of their campaign', async () => {
    const { slug } = await testTenant(database);
    const server = await holdingServer();
    onTestFinished(() => server[Symbol.asyncDispose]());
    const campaign = await queuedCampaign(database, slug, 3, { asleep: true });
    // The claim itself is committed; what follows it fails, as a connection that ends at that moment does.
    await sql.unsafe(`create sequence refused;
      create function refuse() returns trigger language plpgsql security definer as $$ begin perform nextval('refused'); raise exception 'gone' using errcode = '57P01'; end $$;
      create trigger refuse before update on pipeline_lanes for each row when (new.tenant_id = '${slug}' and new.due_at = 'infinity') execute function refuse()`);
    const worker = await startDelivery(database.services, { provider: smtpProvider(smtpSettings(server.url)) });
    onTestFinished(() => worker.stop());
    await campaign.wake();
    await until('the fault', async () => (await sql`select 1 from refused where is_called`).length === 1);
    expect(await statesOf(database, campaign)).toEqual({ sending: 3 });
    await sql`drop trigger refuse on pipeline_lanes`;
    await until('the end', async () => (await statesOf(database, campaign))['sent'] === 3);
    expect([...server.bodies].sort()).toEqual(campaign.addresses);
    await ended(campaign);
    expect(await sql`select 1 from pipeline_claims`).toEqual([]);
  });
});
