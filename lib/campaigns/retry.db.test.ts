import { describe, expect, it, onTestFinished } from 'vitest';
import { removeContact, setDoNotContact } from '@/lib/contacts';
import { startDelivery } from '@/lib/pipeline';
import { smtpProvider, smtpSettings } from '@/lib/sending';
import { holdingServer } from '@/lib/sending/smtp/holding-server';
import { addSuppression } from '@/lib/suppressions';
import { testDatabase } from '@/lib/testing/database';
import { queueAsArranged, queuedCampaign, statesOf, type QueuedCampaign } from '@/lib/testing/outbound';
import { testTenant } from '@/lib/testing/tenant';
import { until } from '@/lib/testing/wait';
import { getCampaign, retryFailed } from '.';

const database = await testDatabase();
const sql = database.owner.tags;

/** A completed campaign whose first `count` messages failed. */
async function failedOnes(tenant: string, campaign: QueuedCampaign, count: number) {
  await sql`update pipeline_messages set status = 'failed', attempts = 6, error_code = case when id = ${campaign.messages[0]!} then '5.7.1' else '4.2.0' end, error_message = 'no', finished_at = now()
    where tenant_id = ${tenant} and id = any(${campaign.messages.slice(0, count)}::uuid[])`;
  await sql`update pipeline_messages set status = 'sent', sent_at = now(), finished_at = now() where tenant_id = ${tenant} and source_id = ${campaign.id} and status = 'queued'`;
  await queueAsArranged(sql, tenant);
  await sql`update campaigns set status = 'completed', completed_at = now() where tenant_id = ${tenant} and id = ${campaign.id}`;
  await sql`update pipeline_lanes set state = 'done', due_at = 'infinity' where tenant_id = ${tenant} and id = ${campaign.id}`;
}

const all = { skipped: [], unable: 0, left: 0, nextCursor: null };

describe('failed messages', () => {
  it('go out when they are tried again, each once, and the campaign is completed anew', async () => {
    const { ctx, slug } = await testTenant(database);
    const campaign = await queuedCampaign(database, slug, 5, { asleep: true });
    await failedOnes(slug, campaign, 3);
    const server = await holdingServer();
    onTestFinished(() => server[Symbol.asyncDispose]());
    const worker = await startDelivery(database.services, { provider: smtpProvider(smtpSettings(server.url)) });
    onTestFinished(() => worker.stop());
    expect(await retryFailed(ctx, { id: campaign.id, reason: '4.2.0' })).toEqual({ ...all, retried: 2 });
    expect((await getCampaign(ctx, { id: campaign.id })).status).toBe('sending');
    await until(
      'the campaign to end',
      async () => (await getCampaign(ctx, { id: campaign.id })).status === 'completed',
    );
    expect(await statesOf(database, campaign)).toEqual({ sent: 4, failed: 1 });
    expect([...server.bodies].sort()).toEqual(campaign.addresses.slice(1, 3));
    expect(await retryFailed(ctx, { id: campaign.id, reason: '4.2.0' })).toEqual({ ...all, retried: 0 });
  });

  it('are those that were named and failed, of this organisation, by who may send', async () => {
    const [mine, other] = [await testTenant(database), await testTenant(database)];
    const campaign = await queuedCampaign(database, mine.slug, 3, { asleep: true });
    await failedOnes(mine.slug, campaign, 2);
    const id = campaign.id;
    const [first = '', , sent = ''] = campaign.messages;
    await expect(retryFailed(other.ctx, { id })).rejects.toMatchObject({ code: 'not_found' });
    await expect(retryFailed(mine.as('readonly'), { id })).rejects.toMatchObject({ code: 'forbidden' });
    expect(await retryFailed(mine.ctx, { id, messageIds: [first, sent] })).toEqual({
      ...all,
      retried: 1,
      left: 1,
      unable: 1,
    });
    expect(await statesOf(database, campaign)).toEqual({ queued: 1, failed: 1, sent: 1 });
  });

  it('of which somebody said that they were not sent, or for which anything came back, are not sent again', async () => {
    const { ctx, slug } = await testTenant(database);
    const campaign = await queuedCampaign(database, slug, 3, { asleep: true });
    await failedOnes(slug, campaign, 3);
    const [said = '', opened = ''] = campaign.messages;
    await sql`update pipeline_messages set error_code = 'said_not_sent' where tenant_id = ${slug} and id = ${said}`;
    await sql`insert into pipeline_delivery_logs (tenant_id, message_id, event) values (${slug}, ${opened}, 'opened')`;
    expect(await retryFailed(ctx, { id: campaign.id })).toEqual({ ...all, retried: 1, unable: 1 });
    expect(await statesOf(database, campaign)).toEqual({ queued: 1, failed: 2 });
  });

  it('of people whom the gate leaves out by now are told apart by reason: they stay failed, with what came of it', async () => {
    const { ctx, slug } = await testTenant(database);
    const campaign = await queuedCampaign(database, slug, 5, { asleep: true });
    await failedOnes(slug, campaign, 5);
    const [, left, gone] = campaign.contacts;
    await addSuppression(ctx, { email: campaign.addresses[0]!, detail: 'By letter' });
    await setDoNotContact(ctx, { id: left!, on: true });
    await removeContact(ctx, { id: gone! });
    const { skipped, ...counted } = await retryFailed(ctx, { id: campaign.id });
    expect(counted).toEqual({ retried: 2, unable: 0, left: 0, nextCursor: null });
    expect(await statesOf(database, campaign)).toEqual({ queued: 2, failed: 3 });
    expect(skipped.toSorted((a, b) => a.reason.localeCompare(b.reason))).toEqual([
      ...['archived', 'do_not_contact', 'suppressed_manual'].map((reason) => ({ reason, people: 1 })),
    ]);
  });

  it('behind so many left out that one call takes no other are tried by the next one, and all of those stay failed', async () => {
    const { ctx, slug } = await testTenant(database);
    const most = 20_000;
    const campaign = await queuedCampaign(database, slug, most + 3, { asleep: true });
    await failedOnes(slug, campaign, most + 3);
    await sql`delete from contact_consents where tenant_id = ${slug} and contact_id in (
      select contact_id from pipeline_messages where tenant_id = ${slug} order by contact_id limit ${most})`;
    const { nextCursor, ...first } = await retryFailed(ctx, { id: campaign.id });
    expect(first).toEqual({ retried: 0, skipped: [{ reason: 'no_consent', people: most }], unable: 0, left: 3 });
    expect(nextCursor).not.toBeNull();
    const second = await retryFailed(ctx, { id: campaign.id, cursor: nextCursor ?? undefined });
    expect(second).toEqual({ ...all, retried: 3 });
    expect(await statesOf(database, campaign)).toEqual({ failed: most, queued: 3 });
  }, 120_000);

  it('of a campaign with a pace get slots of their own with its lane, which opens at once', async () => {
    const { ctx, slug } = await testTenant(database);
    const campaign = await queuedCampaign(database, slug, 4, { asleep: true });
    await failedOnes(slug, campaign, 4);
    await sql`update campaigns set per_hour = 60 where tenant_id = ${slug} and id = ${campaign.id}`;
    await retryFailed(ctx, { id: campaign.id });
    const lane = async () =>
      (
        await sql<
          { state: string }[]
        >`select state from pipeline_lanes where tenant_id = ${slug} and id = ${campaign.id}`
      )[0]?.state;
    expect(await lane()).toBe('active');
    const [spread] = await sql<{ n: number }[]>`
      select count(distinct due_at)::int as n from pipeline_messages where tenant_id = ${slug} and source_id = ${campaign.id}`;
    expect(spread?.n).toBe(4);
  });

  it('of a cancelled campaign stay as they are', async () => {
    const { ctx, slug } = await testTenant(database);
    const campaign = await queuedCampaign(database, slug, 1, { asleep: true });
    await failedOnes(slug, campaign, 1);
    await sql`update campaigns set status = 'cancelled' where tenant_id = ${slug} and id = ${campaign.id}`;
    await expect(retryFailed(ctx, { id: campaign.id })).rejects.toMatchObject({ code: 'conflict' });
    expect(await statesOf(database, campaign)).toEqual({ failed: 1 });
  });
});
