import { expect, it, onTestFinished } from 'vitest';
import { startDelivery } from '@/lib/pipeline';
import { smtpProvider, smtpSettings } from '@/lib/sending';
import { holdingServer } from '@/lib/sending/smtp/holding-server';
import { testDatabase } from '@/lib/testing/database';
import { queueAsArranged, queuedCampaign, statesOf } from '@/lib/testing/outbound';
import { testTenant } from '@/lib/testing/tenant';
import { until } from '@/lib/testing/wait';
import { readOutgoing } from '..';

const database = await testDatabase();
const sql = database.owner.tags;

it('a server that answers and puts off all it is given is told of, with its words, until it takes one', async () => {
  const { ctx, slug } = await testTenant(database);
  const server = await holdingServer();
  onTestFinished(() => server[Symbol.asyncDispose]());
  server.answer = '451 4.3.2 Not now';
  const campaign = await queuedCampaign(database, slug, 3);
  const worker = await startDelivery(database.services, { provider: smtpProvider(smtpSettings(server.url)) });
  onTestFinished(() => worker.stop());
  const email = async () => (await readOutgoing(ctx, {})).channels.find(({ channel }) => channel === 'email');
  const tried = async () => {
    // It is noted once a second.
    await sql`update pipeline_lanes set answered_at = answered_at - interval '2 seconds' where tenant_id = ${slug}`;
    await sql`update pipeline_messages set due_at = now() - interval '1 second' where tenant_id = ${slug} and status = 'deferred'`;
    await queueAsArranged(sql, slug);
    await campaign.wake();
  };
  await until('all to be put off', async () => (await statesOf(database, campaign))['deferred'] === 3);
  const first = await until('the page to tell', async () => (await email())?.refusal);
  expect(await email()).toMatchObject({ state: 'refusing', silence: null, refusal: { words: '451 4.3.2 Not now' } });
  server.answer = '452 4.2.2 Still not';
  await tried();
  await until('its newest words', async () => (await email())?.refusal?.words === '452 4.2.2 Still not');
  expect((await email())?.refusal?.since).toBe(first.since);
  server.answer = '250 2.0.0 ok';
  await tried();
  await until('all to be sent', async () => (await statesOf(database, campaign))['sent'] === 3);
  expect(await email()).toMatchObject({ state: 'idle', refusal: null });
});
