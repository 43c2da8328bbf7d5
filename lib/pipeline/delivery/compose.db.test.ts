import { afterAll, describe, expect, it } from 'vitest';
import { smtpProvider, smtpSettings } from '@/lib/sending';
import { holdingServer } from '@/lib/sending/smtp/holding-server';
import { bareClient } from '@/db/client';
import { testDatabase } from '@/lib/testing/database';
import { queueAsArranged, queuedCampaign, statesOf } from '@/lib/testing/outbound';
import { testTenant } from '@/lib/testing/tenant';
import { until } from '@/lib/testing/wait';
import { startDelivery } from '.';

const database = await testDatabase();
const sql = database.owner.tags;
const root = bareClient(database.superUrl);
await root.unsafe(`alter role ao_system in database "${database.name}" set lock_timeout = '200ms'`);
await root.end();
const server = await holdingServer();
const worker = await startDelivery(database.services, { provider: smtpProvider(smtpSettings(server.url)) });
afterAll(async () => {
  await worker.stop();
  await server[Symbol.asyncDispose]();
});

const reason = async (id: string) =>
  (
    await sql<
      { code: string; message: string; attempts: number }[]
    >`select error_code as code, error_message as message, attempts from pipeline_messages where source_id = ${id}`
  )[0];

describe('a message that cannot be composed', () => {
  it('because of a passing fault is tried again, and is not failed', async () => {
    const { slug } = await testTenant(database);
    const campaign = await queuedCampaign(database, slug, 2, { asleep: true });
    await sql.begin(async (tx) => {
      await tx`lock table template_versions in access exclusive mode`;
      await campaign.wake();
      await new Promise((done) => setTimeout(done, 1000));
    });
    await until('the end', async () => (await statesOf(database, campaign))['sent'] === 2);
    expect(server.bodies.filter((to) => campaign.addresses.includes(to)).sort()).toEqual(campaign.addresses);
  });

  it('because its template is broken is failed with the reason, once and for all', async () => {
    const { slug } = await testTenant(database);
    const campaign = await queuedCampaign(database, slug, 2, { html: '<p>{% if contact.first_name %}</p>' });
    await until('the end', async () => (await statesOf(database, campaign))['failed'] === 2);
    expect(await reason(campaign.id)).toMatchObject({
      code: 'compose',
      message: expect.stringMatching(/html of the template.*if/),
    });
  });

  it('because filling it took too long is tried again a few times, since the machine may have been busy', async () => {
    const { slug } = await testTenant(database);
    const loops =
      '{% for a in (1..200) %}{% for b in (1..200) %}{% for c in (1..200) %}{% endfor %}{% endfor %}{% endfor %}';
    const campaign = await queuedCampaign(database, slug, 1, { html: `<p>${loops}</p>`, asleep: true });
    const seen: Record<string, number>[] = [];
    for (const status of [...Array<string>(5).fill('deferred'), 'failed']) {
      await sql`update pipeline_messages set due_at = now() - interval '1 minute' where source_id = ${campaign.id}`;
      await queueAsArranged(sql, slug);
      await campaign.wake();
      await until(status, async () => (await reason(campaign.id))?.attempts === seen.length + 1);
      seen.push(await statesOf(database, campaign));
    }
    expect(seen).toEqual([...Array.from({ length: 5 }, () => ({ deferred: 1 })), { failed: 1 }]);
    expect(await reason(campaign.id)).toMatchObject({
      code: 'compose',
      message: expect.stringContaining('limit exceeded'),
    });
  });

  it('goes out in nobody’s name once its sender was deleted, though others of its campaign did', async () => {
    const { slug } = await testTenant(database);
    const campaign = await queuedCampaign(database, slug, 2, { asleep: true });
    const [first = '', second = ''] = campaign.messages;
    const later = (id: string) => sql`update pipeline_messages set due_at = now() + interval '1 day' where id = ${id}`;
    await later(second);
    await queueAsArranged(sql, slug);
    await campaign.wake();
    await until('the first', async () => (await statesOf(database, campaign))['sent'] === 1);
    await sql`update senders set deleted_at = now() where tenant_id = ${slug}`;
    await sql`update campaigns set status = 'sending', completed_at = null where id = ${campaign.id}`;
    await sql`update pipeline_messages set due_at = now() where id = ${second}`;
    await queueAsArranged(sql, slug);
    await campaign.wake();
    await until('the second', async () => (await statesOf(database, campaign))['failed'] === 1);
    expect(first).not.toBe('');
  });

  it('because its sender was deleted is failed with the way out', async () => {
    const { slug } = await testTenant(database);
    await queuedCampaign(database, slug, 0);
    await sql`update senders set deleted_at = now() where tenant_id = ${slug}`;
    const campaign = await queuedCampaign(database, slug, 1);
    await sql`update senders set deleted_at = now() where tenant_id = ${slug}`;
    await until('the end', async () => (await statesOf(database, campaign))['failed'] === 1);
    expect(await reason(campaign.id)).toMatchObject({ code: 'compose', message: expect.stringContaining('sender') });
  });

  it('for one person alone does not keep the others from getting it', async () => {
    const { slug } = await testTenant(database);
    const campaign = await queuedCampaign(database, slug, 3, {
      html: '<p>{{ contact.first_name | divided_by: contact.attributes.n }} Hello</p>',
    });
    await sql`update contacts set attributes = '{"n": 0}' where tenant_id = ${slug} and id = ${campaign.contacts[0] ?? ''}`;
    const ended = (states: Record<string, number>) => (states['sent'] ?? 0) + (states['failed'] ?? 0) === 3;
    await until('the end', async () => ended(await statesOf(database, campaign)));
    const states = await statesOf(database, campaign);
    expect(states['sent']).toBeGreaterThan(1);
  });
});
