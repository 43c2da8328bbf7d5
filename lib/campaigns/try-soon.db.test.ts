import { expect, it, onTestFinished } from 'vitest';
import { startDelivery } from '@/lib/pipeline';
import { createProvider, smtpProvider, smtpSettings, updateProvider } from '@/lib/sending';
import { holdingServer } from '@/lib/sending/smtp/holding-server';
import { scriptedServer } from '@/lib/sending/smtp/scripted-server';
import { testDatabase } from '@/lib/testing/database';
import { queueAsArranged, queuedCampaign, statesOf } from '@/lib/testing/outbound';
import { testTenant } from '@/lib/testing/tenant';
import { until } from '@/lib/testing/wait';
import { trySoon } from './try-soon';

const database = await testDatabase({ PRIVATE_TARGETS: 'allow' });
const { services } = database;
const sql = database.owner.tags;

/** A campaign whose messages a server put off for an hour, but for the first, whom a quiet hour holds. */
async function putOff(slug: string) {
  const campaign = await queuedCampaign(database, slug, 4);
  await sql`update pipeline_messages set status = 'deferred', error_code = '535', due_at = now() + interval '1 hour' where tenant_id = ${slug}`;
  await sql`update pipeline_messages set verdict_rule = 'quiet_hours', verdict_reason = 'quiet_hours', error_code = null
    where tenant_id = ${slug} and id = ${campaign.messages[0]!}`;
  await queueAsArranged(sql, slug);
  const soon = async () => {
    const rows = await sql<{ soon: boolean }[]>`
      select m.due_at < now() + interval '10 seconds' as soon from pipeline_messages m join pipeline_queue q on q.message_id = m.id and q.due_at = m.due_at
      where m.tenant_id = ${slug} and m.status = 'deferred' order by m.id = ${campaign.messages[0]!} desc`;
    return rows.map((row) => row.soon);
  };
  return { campaign, soon };
}

it('who waits for a server is tried soon, and sent; who waits for the gate, on another channel or elsewhere keeps the time', async () => {
  const [{ slug, clock }, other] = [await testTenant(database), await testTenant(database)];
  const [mine, theirs] = [await putOff(slug), await putOff(other.slug)];
  await trySoon(services, [{ tenant: slug, payload: { channel: 'sms' } }], clock);
  expect(await mine.soon()).toEqual([false, false, false, false]);
  const news = { tenant: slug, payload: { channel: 'email' } };
  await trySoon(services, [news, news], clock);
  await trySoon(services, [news], clock);
  expect([await mine.soon(), await theirs.soon()]).toEqual([
    [false, true, true, true],
    [false, false, false, false],
  ]);
  const server = await holdingServer();
  onTestFinished(() => server[Symbol.asyncDispose]());
  const worker = await startDelivery(services, { provider: smtpProvider(smtpSettings(server.url)) });
  onTestFinished(() => worker.stop());
  await until('them to be sent', async () => (await statesOf(database, mine.campaign))['sent'] === 3);
  expect(await statesOf(database, mine.campaign)).toEqual({ sent: 3, deferred: 1 });
});

it('is told when a provider is added, set up anew, or turned on or off, and not when it is renamed', async () => {
  const { ctx, slug } = await testTenant(database);
  const configuration = { kind: 'smtp', host: 'mail.example.org', port: 587, security: 'starttls' } as const;
  const { provider } = await createProvider(ctx, { name: 'Relay', configuration });
  await updateProvider(ctx, { id: provider.id, name: 'Our relay' });
  await updateProvider(ctx, { id: provider.id, configuration: { ...configuration, port: 465, security: 'tls' } });
  await updateProvider(ctx, { id: provider.id, enabled: false, anyway: true });
  await updateProvider(ctx, { id: provider.id, enabled: false });
  const facts =
    await sql`select type, payload from outbox where tenant_id = ${slug} and type like 'provider.%' order by version`;
  const told = (name: string) => ({ type: `provider.${name}`, payload: { channel: 'email' } });
  expect([...facts]).toEqual([told('created'), told('updated'), told('updated')]);
});

it('sends what waits seconds after a provider that refused the sign-in is set up anew', async () => {
  const { ctx, slug, clock } = await testTenant(database);
  let refuses = true;
  const server = await scriptedServer({
    on: (command) => (refuses && command.startsWith('MAIL') ? '530 5.7.0 Authentication required' : undefined),
  });
  onTestFinished(() => server[Symbol.asyncDispose]());
  const configuration = { kind: 'smtp', host: '127.0.0.1', port: server.port, security: 'none' } as const;
  const { provider } = await createProvider(ctx, { name: 'Relay', configuration });
  const campaign = await queuedCampaign(database, slug, 30);
  const worker = await startDelivery(services);
  onTestFinished(() => worker.stop());
  await until('them to be put off', async () => (await statesOf(database, campaign))['deferred'] === 30);
  refuses = false;
  await updateProvider(ctx, { id: provider.id, configuration });
  const news = await sql<{ tenant: string; payload: Record<string, unknown> }[]>`
    select tenant_id as tenant, payload from outbox where tenant_id = ${slug} and type = 'provider.updated'`;
  await trySoon(services, news, clock);
  await until('them to be sent', async () => (await statesOf(database, campaign))['sent'] === 30);
});
