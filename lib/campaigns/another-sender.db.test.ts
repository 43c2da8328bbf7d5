import { expect, it, onTestFinished } from 'vitest';
import { startDelivery } from '@/lib/pipeline';
import { createSender, deleteSender } from '@/lib/sending';
import { testDatabase } from '@/lib/testing/database';
import { queueAsArranged, queuedCampaign, statesOf, type QueuedCampaign } from '@/lib/testing/outbound';
import { testTenant } from '@/lib/testing/tenant';
import { until } from '@/lib/testing/wait';
import { editCampaign, getCampaign, pauseCampaign, resumeCampaign, retryFailed } from '.';

const database = await testDatabase({ MAIL_DOMAIN: 'mail.example' });
const sql = database.owner.tags;

async function deliver() {
  const worker = await startDelivery(database.services);
  onTestFinished(() => worker.stop());
}

const senderNames = async (tenant: string) =>
  (
    await sql<
      { raw: Buffer; recipient: string }[]
    >`select raw, recipient from sandbox_messages where tenant_id = ${tenant} order by recipient`
  ).map(({ raw, recipient }) => `${recipient.split('@')[0]}: ${/^From: (.*)\r$/m.exec(raw.toString())?.[1]}`);

/** From a sender of its own; all but the first wait until they are woken. */
async function fromEvents() {
  const t = await testTenant(database);
  const campaign = await queuedCampaign(database, t.slug, 3, { asleep: true });
  const events = await createSender(t.ctx, { fromName: 'Events', fromEmail: `${t.slug}.events@mail.example` });
  const fundraising = await createSender(t.ctx, { fromName: 'Giving', fromEmail: `${t.slug}.giving@mail.example` });
  await sql`update campaigns set sender_id = ${events.id} where tenant_id = ${t.slug}`;
  await sql`update pipeline_messages set due_at = now() + interval '1 day' where tenant_id = ${t.slug} and id <> ${campaign.messages[0]!}`;
  await queueAsArranged(sql, t.slug);
  return { ...t, campaign, id: campaign.id, events, giving: fundraising };
}

async function wakeAll(tenant: string, campaign: QueuedCampaign) {
  await sql`update pipeline_messages set due_at = now() where tenant_id = ${tenant} and status = 'queued'`;
  await queueAsArranged(sql, tenant);
  await campaign.wake();
}

it('a paused campaign goes on in the name of the sender that it was given, also where its mail was composed before', async () => {
  const { ctx, slug, campaign, id, events, giving } = await fromEvents();
  await deliver();
  await campaign.wake();
  await until('the first', async () => (await statesOf(database, campaign))['sent'] === 1);
  await expect(editCampaign(ctx, { id, senderId: giving.id })).rejects.toMatchObject({ code: 'conflict' });
  await pauseCampaign(ctx, { id });
  const { said } = await editCampaign(ctx, { id, senderId: giving.id });
  expect(said).toEqual([`Who did not get it yet gets it from Giving <${giving.fromEmail}>.`]);
  expect((await getCampaign(ctx, { id })).sender).toMatchObject({ id: giving.id, deleted: false });
  await wakeAll(slug, campaign);
  await resumeCampaign(ctx, { id });
  await until('the end', async () => (await statesOf(database, campaign))['sent'] === 3);
  expect(await senderNames(slug)).toEqual([
    `p0: Events <${events.fromEmail}>`,
    `p1: Giving <${giving.fromEmail}>`,
    `p2: Giving <${giving.fromEmail}>`,
  ]);
  const [entry] = await sql<{ details: object }[]>`
    select details from audit_logs where tenant_id = ${slug} and action = 'campaigns.edit'`;
  expect(entry?.details).toMatchObject({ senderId: giving.id, before: events.id });
});

it('who failed because the sender was deleted gets it from another one, though the campaign was over', async () => {
  const { ctx, slug, campaign, id, events } = await fromEvents();
  await deliver();
  await campaign.wake();
  await until('the first', async () => (await statesOf(database, campaign))['sent'] === 1);
  await deleteSender(ctx, { id: events.id, anyway: true });
  await wakeAll(slug, campaign);
  await until('the end', async () => (await getCampaign(ctx, { id })).status === 'completed');
  expect(await statesOf(database, campaign)).toEqual({ sent: 1, failed: 2 });
  await expect(editCampaign(ctx, { id, senderId: null, name: 'Other' })).rejects.toMatchObject({ code: 'conflict' });
  await editCampaign(ctx, { id, senderId: null });
  await retryFailed(ctx, { id });
  await until('the end', async () => (await statesOf(database, campaign))['sent'] === 3);
  expect((await senderNames(slug)).slice(1)).toEqual([
    expect.stringMatching(`^p1: Tenant ${slug} `),
    expect.stringMatching(`^p2: Tenant ${slug} `),
  ]);
});

it('the sender given to a paused campaign is one of its organisation that is not deleted, and held until it is', async () => {
  const { ctx, slug, id, events, giving } = await fromEvents();
  await pauseCampaign(ctx, { id });
  const foreign = await fromEvents();
  await deleteSender(ctx, { id: giving.id });
  for (const senderId of [giving.id, foreign.giving.id])
    await expect(editCampaign(ctx, { id, senderId })).rejects.toMatchObject({
      ...{ code: 'invalid', fields: { senderId: expect.any(String) as string } },
    });
  expect(await editCampaign(ctx, { id, senderId: events.id })).toEqual({ said: [] });
  await sql`update campaigns set channel = 'sms', sender_id = null where tenant_id = ${slug}`;
  await expect(editCampaign(ctx, { id, senderId: events.id })).rejects.toMatchObject({ code: 'invalid' });
});
