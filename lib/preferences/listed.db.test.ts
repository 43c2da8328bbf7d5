import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { setConsent } from '@/lib/contacts';
import { maySend } from '@/lib/pipeline';
import { importSuppressions, listSuppressions } from '@/lib/suppressions';
import { testDatabase } from '@/lib/testing/database';
import { sharedE164 as number, sharedNumber } from '@/lib/testing/twilio';
import { keepTexts } from '@/lib/texts';
import { createTopic } from '@/lib/topics';
import { linkTokens } from '@/lib/tracking';
import { leaveTopic, peek, setPreferences, unsubscribe } from './index';

const database = await testDatabase();
const sql = database.owner.tags;

/** A number that two people share, listed as unsubscribed by a file. */
async function listed(channel = '') {
  const t = await sharedNumber(database, ['sms', 'whatsapp']);
  const { slug, ctx, clock, messageId, contactId, other } = t;
  const file = `phone,reason,channel\n${number},unsubscribe,${channel}\n`;
  await importSuppressions(ctx, { file: new TextEncoder().encode(file) });
  clock.advance(1000);
  const reasons = async (on: 'sms' | 'whatsapp' = 'sms') =>
    Promise.all([contactId, other].map(async (id) => (await maySend(ctx, { id, channel: on })).reason));
  const write = (body: string) =>
    keepTexts(
      database.services,
      slug,
      [{ channel: 'sms', from: number, name: null, body, key: body, at: clock.now() }],
      clock,
    );
  const entries = async () => (await listSuppressions(ctx, {})).items.map((row) => `${row.phone} ${row.channel}`);
  return { ...t, reasons, write, entries, token: linkTokens().sign('preferences', slug, messageId), call: { clock } };
}
const both = <T>(one: T): [T, T] => [one, one];

describe('a number that a file says is unsubscribed', () => {
  it('comes back by a START for all who have it, on that channel alone', async () => {
    const { reasons, write, entries } = await listed();
    expect([await reasons(), await reasons('whatsapp')]).toEqual(both(both('suppressed_unsubscribe')));
    await write('Hello');
    expect(await reasons()).toEqual(both('suppressed_unsubscribe'));
    await write('START');
    expect([await reasons(), await reasons('whatsapp')]).toEqual([both('passed'), both('suppressed_unsubscribe')]);
    expect(await entries()).toEqual([`${number} whatsapp`]);
  });

  it('comes back on one channel, and what stands for it on the other stays as it is', async () => {
    const { ctx, reasons, write, entries } = await listed('whatsapp');
    await importSuppressions(ctx, { file: new TextEncoder().encode(`phone,reason\n${number},unsubscribe\n`) });
    expect(await entries()).toHaveLength(2);
    await write('START');
    expect([await reasons(), await entries()]).toEqual([both('passed'), [`${number} whatsapp`]]);
  });

  it('is shown as left by the preference page, and comes back there for who says so, not for others who have it', async () => {
    const { token, call, reasons } = await listed('sms');
    expect(await peek(token, call)).toMatchObject({
      ...{ isOff: true, canLeave: true },
      purposes: [
        { purpose: 'marketing', granted: false },
        { purpose: 'service', granted: null },
      ],
    });
    await setPreferences(token, { purposes: { marketing: true } }, call);
    expect(await reasons()).toEqual(['passed', 'consent_withdrawn']);
    expect(await peek(token, call)).toMatchObject({ isOff: false });
  });

  it('comes back for mailings alone where these alone are wanted again, also for others who have it and for who was deleted', async () => {
    const { slug, ctx, token, call, contactId: id, other } = await listed('sms');
    const service = async (who: string) => (await maySend(ctx, { id: who, channel: 'sms', purpose: 'service' })).reason;
    await sql`insert into contact_consents (tenant_id, contact_id, channel, purpose, granted, source, occurred_at)
      select tenant_id, id, 'sms', 'service', true, 'form', now() - interval '1 day' from contacts where tenant_id = ${slug}`;
    await sql`update contacts set deleted_at = now() where tenant_id = ${slug} and id = ${other}`;
    expect(await service(id)).toBe('suppressed_unsubscribe');
    await setPreferences(token, { purposes: { marketing: true } }, call);
    await sql`update contacts set deleted_at = null where tenant_id = ${slug} and id = ${other}`;
    expect([await service(id), await service(other)]).toEqual(both('consent_withdrawn'));
    expect((await maySend(ctx, { id: other, channel: 'sms' })).reason).toBe('consent_withdrawn');
    expect((await peek(token, call)).purposes).toEqual([
      { purpose: 'marketing', granted: true },
      { purpose: 'service', granted: false },
    ]);
    await setPreferences(token, { purposes: { service: true } }, call);
    expect(await service(id)).toBe('passed');
  });

  it('comes back for mailings and for the own matters where both are said, on the page and by the office', async () => {
    for (const office of [false, true]) {
      const { slug, ctx, token, call, contactId: id } = await listed('sms');
      await sql`insert into contact_consents (tenant_id, contact_id, channel, purpose, granted, source, occurred_at)
        select tenant_id, id, 'sms', 'service', true, 'form', now() - interval '1 day' from contacts where tenant_id = ${slug}`;
      if (office) {
        await setConsent(ctx, { id, channel: 'sms', granted: true });
        expect((await maySend(ctx, { id, channel: 'sms', purpose: 'service' })).reason).toBe('consent_withdrawn');
        await setConsent(ctx, { id, channel: 'sms', purpose: 'service', granted: true });
      } else await setPreferences(token, { purposes: { marketing: true, service: true } }, call);
      const said = (['marketing', 'service'] as const).map((purpose) => maySend(ctx, { id, channel: 'sms', purpose }));
      expect((await Promise.all(said)).map(({ reason }) => reason)).toEqual(both('passed'));
    }
  });

  it('comes back with one topic for that topic alone', async () => {
    const { ctx, token, call, contactId: id, reasons, entries } = await listed('sms');
    const topic = (await createTopic(ctx, { name: 'Events' })).id;
    await setPreferences(token, { topics: { [topic]: true } }, call);
    expect([await reasons(), await entries()]).toEqual([both('consent_withdrawn'), []]);
    expect((await maySend(ctx, { id, channel: 'sms', topicId: topic })).reason).toBe('passed');
  });

  it('comes back by a consent that the office records, and stays for what was not agreed to', async () => {
    const { ctx, contactId: id, reasons } = await listed();
    await setConsent(ctx, { id, channel: 'sms', purpose: 'service', granted: true });
    expect(await reasons()).toEqual(both('consent_withdrawn'));
    await setConsent(ctx, { id, channel: 'sms', granted: true });
    expect([await reasons(), await reasons('whatsapp')]).toEqual([
      ['passed', 'consent_withdrawn'],
      both('suppressed_unsubscribe'),
    ]);
  });

  it('is left for good when its page says so, and leaving a topic instead does not bring it back', async () => {
    const { slug, ctx, campaignId, token, call, reasons, entries } = await listed('sms');
    const topic = (await createTopic(ctx, { name: 'Events' })).id;
    await sql`update campaigns set topic_id = ${topic} where tenant_id = ${slug} and id = ${campaignId}`;
    await unsubscribe(token, call);
    expect(await peek(token, call)).toMatchObject({ isOff: true, canLeave: false, topic: { leave: null } });
    await leaveTopic(token, call);
    expect(await entries()).toEqual([`${number} sms`]);
    expect((await reasons())[0]).toBe('consent_withdrawn');
  });

  it('comes back with a word for each of the others who is meant: in their version, on their timeline, and as a fact', async () => {
    const { slug, token, call, other } = await listed('sms');
    await sql`insert into contact_consents (tenant_id, contact_id, channel, purpose, granted, source, occurred_at)
      values (${slug}, ${other}, 'sms', 'service', true, 'form', now() - interval '1 day')`;
    const version = async () =>
      Number((await sql`select version from contacts where tenant_id = ${slug} and id = ${other}`)[0]!['version']);
    const before = await version();
    await setPreferences(token, { purposes: { marketing: true } }, call);
    const ended = ['marketing', 'service'].map((purpose) => ({ channel: 'sms', purpose }));
    const past = await sql`
      select details from contact_timeline_events where tenant_id = ${slug} and contact_id = ${other} and event_type = 'consent.withdrawn' order by details ->> 'purpose'`;
    expect(past.map(({ details }) => details)).toEqual(ended.map((one) => ({ ...one, source: 'manual' })));
    const facts = await sql`
      select version::int, payload from outbox where tenant_id = ${slug} and entity_id = ${other} and type = 'contact.consent_changed' order by version`;
    expect([...facts]).toEqual(
      ended.map((payload, i) => ({ version: before + 1 + i, payload: { ...payload, granted: false } })),
    );
    expect(await version()).toBe(before + 2);
  });

  it('comes back for two who say so at once, and neither waits for the other in a ring', async () => {
    const { slug, token, call, campaignId, other, reasons } = await listed('sms');
    const id = randomUUID();
    await sql`insert into pipeline_messages (tenant_id, id, lane_id, source_type, source_id, contact_id, channel, status, recipient_address, verdict_rule, sent_at, finished_at, step)
      values (${slug}, ${id}, ${campaignId}, 'campaign', ${campaignId}, ${other}, 'sms', 'sent', ${number}, 'passed', now(), now(), 5)`;
    const choice = { purposes: { marketing: true } };
    const tokens = [token, linkTokens().sign('preferences', slug, id)];
    const saved = await sql.begin(async (held) => {
      await held`lock table contact_consents in share mode`;
      const both = Promise.allSettled(tokens.map((one) => setPreferences(one, choice, call)));
      await expect
        .poll(
          async () =>
            held`select 1 from pg_locks l join pg_database d on d.oid = l.database or l.database is null where not l.granted and d.datname = current_database()`,
          { timeout: 5000 },
        )
        .toHaveLength(2);
      return { both };
    });
    expect((await saved.both).map(({ status }) => status)).toEqual(both('fulfilled'));
    expect(await reasons()).toEqual(both('passed'));
  });

  it('stays listed for who has it now, whatever the link of a former owner says, who gets what they want on their own', async () => {
    const { slug, ctx, token, call, contactId: id, reasons, entries } = await listed('sms');
    const topic = (await createTopic(ctx, { name: 'Events' })).id;
    await sql`update contacts set phone = '+491701234999', phone_e164 = '+491701234999' where tenant_id = ${slug} and id = ${id}`;
    const lines = async () =>
      (await sql`select 1 from contact_consents where tenant_id = ${slug} and contact_id <> ${id}`).length;
    const before = await lines();
    expect(await peek(token, call)).toMatchObject({ address: number, isOff: false });
    for (const choice of [
      { purposes: { marketing: true } },
      { purposes: { service: true }, topics: { [topic]: true } },
      { purposes: { marketing: false, service: false }, topics: { [topic]: false } },
      { purposes: { marketing: true } },
    ])
      await setPreferences(token, choice, call);
    expect([await entries(), await lines()]).toEqual([[`${number} sms`], before]);
    expect(await reasons()).toEqual(['passed', 'suppressed_unsubscribe']);
    expect(await peek(token, call)).toMatchObject({ isOff: false });
  });

  it('which its owner has now is the one that comes back by their link, though it went to another one', async () => {
    const { slug, token, call, contactId: id, reasons, entries } = await listed('sms');
    const next = '+491701234998';
    await sql`update contacts set phone = ${next}, phone_e164 = ${next} where tenant_id = ${slug} and id = ${id}`;
    await sql`insert into email_suppressions (tenant_id, phone_e164, channel, reason, created_at) values (${slug}, ${next}, 'sms', 'unsubscribe', now() - interval '1 hour')`;
    expect(await peek(token, call)).toMatchObject({ isOff: true });
    await setPreferences(token, { purposes: { marketing: true } }, call);
    expect([await entries(), await reasons()]).toEqual([[`${number} sms`], ['passed', 'suppressed_unsubscribe']]);
  });

  it('by hand comes back by none of this', async () => {
    const { slug, reasons, write, token, call } = await listed();
    await sql`update email_suppressions set reason = 'manual' where tenant_id = ${slug}`;
    await write('START');
    await setPreferences(token, { purposes: { marketing: true } }, call);
    expect(await reasons()).toEqual(both('suppressed_manual'));
  });
});
