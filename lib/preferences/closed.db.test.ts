import { describe, expect, it } from 'vitest';
import { setConsent } from '@/lib/contacts';
import { feedbackContext, withdrawTold } from '@/lib/feedback';
import { maySend } from '@/lib/pipeline';
import { withTenantTags } from '@/lib/platform/db/tenant';
import { testDatabase } from '@/lib/testing/database';
import { sentMessage } from '@/lib/testing/sent-message';
import { testTenant } from '@/lib/testing/tenant';
import { keepTexts } from '@/lib/texts';
import { createTopic } from '@/lib/topics';
import { linkTokens } from '@/lib/tracking';
import { leaveTopic, peek, setPreferences, unsubscribe } from './index';

const database = await testDatabase();
const sql = database.owner.tags;
const number = '+4915112345678';

/** Somebody who agreed to SMS and got one about a topic. */
async function texted() {
  const tenant = await testTenant(database);
  const { slug, ctx, clock } = tenant;
  const { messageId, contactId: id, campaignId } = await sentMessage(database, slug);
  await sql`update contacts set phone_e164 = ${number} where tenant_id = ${slug} and id = ${id}`;
  await sql`update pipeline_messages set channel = 'sms', recipient_address = ${number} where tenant_id = ${slug} and id = ${messageId}`;
  const topic = (await createTopic(ctx, { name: 'Events' })).id;
  await sql`update campaigns set topic_id = ${topic} where tenant_id = ${slug} and id = ${campaignId}`;
  await setConsent(ctx, { id, channel: 'sms', granted: true });
  const say = (body: string) => {
    clock.advance(1000);
    const key = crypto.randomUUID();
    return keepTexts(
      database.services,
      slug,
      [{ channel: 'sms', from: number, name: null, body, key, at: clock.now() }],
      clock,
    );
  };
  const lines = async () => (await sql`select 1 from contact_consents where tenant_id = ${slug}`).length;
  const gate = async () => (await maySend(ctx, { id, channel: 'sms', topicId: topic })).reason;
  const token = linkTokens().sign('preferences', slug, messageId);
  return { ...tenant, id, messageId, topic, token, say, lines, gate, call: { clock } };
}

describe('a channel that was closed by STOP', () => {
  it('is shown as closed with what opens it, and nothing on it as wanted', async () => {
    const { token, say, topic, clock, call } = await texted();
    expect(await peek(token, call)).toMatchObject({
      closed: null,
      isOff: false,
      topics: [{ id: topic, granted: true }],
    });
    await say('STOP');
    expect(await peek(token, call)).toMatchObject({
      closed: { at: clock.now().toISOString(), by: 'stop', opens: 'start' },
      ...{ isOff: true, channel: 'sms', address: number },
      purposes: [
        { purpose: 'marketing', granted: false },
        { purpose: 'service', granted: null },
      ],
      topics: [{ id: topic, granted: false }],
      topic: { leave: null },
    });
    await say('START');
    expect(await peek(token, call)).toMatchObject({ closed: null, isOff: false, topics: [{ granted: true }] });
  });

  it('at the provider is said to be so, where nobody wrote STOP to us, and until they do', async () => {
    const { token, slug, say, messageId, clock, call } = await texted();
    await withTenantTags(feedbackContext(database.services, slug, clock), (tags) =>
      withdrawTold(tags, slug, [{ messageId, purpose: 'any' }], clock.now()),
    );
    const told = await peek(token, call);
    expect(told.closed).toMatchObject({ by: 'provider', opens: 'start' });
    await say('STOP');
    expect((await peek(token, call)).closed).toMatchObject({ by: 'stop' });
  });

  it('is opened by nothing that the page can ask, nor is anything wanted kept for later', async () => {
    const { token, say, topic, gate, lines, call } = await texted();
    await unsubscribe(token, call);
    await say('STOP');
    const before = await lines();
    for (const choice of [
      { purposes: { marketing: true } },
      { topics: { [topic]: true } },
      { purposes: { service: true } },
    ])
      await expect(setPreferences(token, choice, call)).rejects.toMatchObject({
        ...{ code: 'conflict', message: expect.stringContaining('START') },
      });
    // Leaving the topic instead of all would bring the rest back, were it not for the STOP.
    await leaveTopic(token, call);
    expect([await lines(), await gate()]).toEqual([before, 'do_not_contact']);
    await say('START');
    expect(await gate()).toBe('consent_withdrawn');
  });

  it('can still be left further: what is refused while it is closed stays refused after START', async () => {
    const { token, say, topic, gate, call } = await texted();
    await say('STOP');
    await setPreferences(token, { purposes: { marketing: false } }, call);
    await say('START');
    expect([await gate(), (await peek(token, call)).topics]).toEqual([
      'consent_withdrawn',
      [expect.objectContaining({ id: topic, granted: false })],
    ]);
  });

  it('by the organisation says that the organisation opens it', async () => {
    const { token, ctx, id, slug, call } = await texted();
    await sql`insert into contact_consents (tenant_id, contact_id, channel, purpose, granted, source, occurred_at) values (${slug}, ${id}, 'sms', 'any', false, 'manual', ${ctx.clock.now()})`;
    expect((await peek(token, call)).closed).toMatchObject({ by: 'organisation', opens: 'organisation' });
  });

  it('by the organisation can still be left: what was not withdrawn is offered, kept, and holds when it is opened again', async () => {
    for (const source of ['preference_page', 'one_click'] as const) {
      const { token, ctx, id, slug, gate, lines, call, clock } = await texted();
      const office = (granted: boolean) => {
        clock.advance(1000);
        return sql`insert into contact_consents (tenant_id, contact_id, channel, purpose, granted, source, occurred_at) values (${slug}, ${id}, 'sms', 'any', ${granted}, 'manual', ${ctx.clock.now()})`;
      };
      await office(false);
      expect(await peek(token, call)).toMatchObject({ isOff: true, canLeave: true });
      await unsubscribe(token, { ...call, source });
      expect(await peek(token, call)).toMatchObject({ isOff: true, canLeave: false });
      const kept = await lines();
      await unsubscribe(token, { ...call, source });
      expect(await lines()).toBe(kept);
      await office(true);
      expect([await gate(), (await peek(token, call)).isOff]).toEqual(['consent_withdrawn', true]);
    }
  });

  it('is left to the end only with what is wanted alone, topics and service', async () => {
    const { token, topic, ctx, id, say, call, clock } = await texted();
    const canLeave = async () => (await peek(token, call)).canLeave;
    await setPreferences(token, { purposes: { marketing: false }, topics: { [topic]: true } }, call);
    await setConsent(ctx, { id, channel: 'sms', purpose: 'service', granted: true });
    await say('STOP');
    expect(await canLeave()).toBe(true);
    clock.advance(1000);
    await setPreferences(token, { topics: { [topic]: false } }, call);
    expect(await canLeave()).toBe(true);
    clock.advance(1000);
    await unsubscribe(token, call);
    expect(await canLeave()).toBe(false);
  });
});
