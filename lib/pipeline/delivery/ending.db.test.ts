import { expect, it, onTestFinished } from 'vitest';
import { smtpProvider, smtpSettings } from '@/lib/sending';
import { holdingServer } from '@/lib/sending/smtp/holding-server';
import { testDatabase } from '@/lib/testing/database';
import { queuedCampaign } from '@/lib/testing/outbound';
import { testTenant } from '@/lib/testing/tenant';
import { until } from '@/lib/testing/wait';
import { startDelivery } from '.';

const database = await testDatabase();
const sql = database.owner.tags;

it('a campaign ends with its last answer, not with the next look at campaigns', async () => {
  const { slug } = await testTenant(database);
  const server = await holdingServer();
  onTestFinished(() => server[Symbol.asyncDispose]());
  const never = 600_000;
  const provider = smtpProvider(smtpSettings(server.url));
  const worker = await startDelivery(database.services, { provider, pace: { finishMs: never } });
  onTestFinished(() => worker.stop());
  const campaign = await queuedCampaign(database, slug, 10);
  const ended = async () => {
    const [row] = await sql`select status from campaigns where tenant_id = ${slug} and id = ${campaign.id}`;
    return row?.['status'] === 'completed';
  };
  await until('the campaign to be completed', ended);
  const waiting = await sql`select 1 from pipeline_messages where source_id = ${campaign.id} and status <> 'sent'`;
  expect(waiting).toHaveLength(0);
});
