import { createHmac, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { POST } from '@/app/api/hooks/[kind]/[id]/route';
import { maySend } from '@/lib/pipeline';
import { withTenantTags } from '@/lib/platform/db/tenant';
import { createProvider } from '@/lib/sending';
import { removeSuppression } from '@/lib/suppressions';
import { testDatabase } from '@/lib/testing/database';
import { sharedE164, sharedNumber, twilioSays } from '@/lib/testing/twilio';
import { keepTexts } from '@/lib/texts';
import { createTopic } from '@/lib/topics';
import { feedbackContext, learnFromRefusals, withdrawTold } from './index';

const database = await testDatabase({ PUBLIC_URL: 'https://ao.example' });
const { services } = database;
const sql = database.owner.tags;
const number = sharedE164;

/** Two people who share a number, one of whom was written to by SMS. */
async function arranged() {
  const t = await sharedNumber(database, ['sms', 'whatsapp']);
  const more = async (status = 'sent', code: string | null = null) => {
    const id = randomUUID();
    await sql`
      insert into pipeline_messages (tenant_id, id, lane_id, source_type, source_id, contact_id, channel, status, recipient_address, verdict_rule, sent_at, finished_at, step, error_code, error_message)
      values (${t.slug}, ${id}, ${t.campaignId}, 'campaign', ${t.campaignId}, ${t.contactId}, 'sms', ${status}, ${number}, 'passed', now(), now(),
        (select count(*) from pipeline_messages where tenant_id = ${t.slug}), ${code}, ${code && 'In words'})`;
    return id;
  };
  const tell = async (messageId: string, code: string) => {
    const fields = { ErrorCode: code, MessageSid: `SM${messageId}`, MessageStatus: 'undelivered' };
    const response = await twilioSays(t.providerId, fields, { query: `?m=${messageId}` });
    expect(response.status).toBe(200);
  };
  const reasons = async (channel: 'sms' | 'whatsapp' = 'sms') =>
    Promise.all([t.contactId, t.other].map(async (id) => (await maySend(t.ctx, { id, channel })).reason));
  const refuse = async (channel: string, code: string) =>
    learnFromRefusals(services, [
      { tenant: t.slug, payload: { channel, items: [{ id: await more('failed', code) }] } },
    ]);
  /** The same fact again, of a message that failed. */
  const again = (channel: string, id: string) =>
    learnFromRefusals(services, [{ tenant: t.slug, payload: { channel, items: [{ id }] } }]);
  const write = (key: string, body: string, at = new Date(Date.now() + 500)) =>
    keepTexts(services, t.slug, [{ channel: 'sms', from: number, name: null, body, key, at }], {
      now: () => new Date(Date.now() + 1000),
    });
  return { ...t, more, tell, reasons, refuse, again, write };
}
const both = <T>(one: T): [T, T] => [one, one];

describe('a number that is gone', () => {
  it('as the provider tells, is skipped on that channel for all who have it, and may-send says why', async () => {
    const { ctx, messageId, contactId, tell, reasons } = await arranged();
    await tell(messageId, '30005');
    expect(await reasons()).toEqual(both('suppressed_bounce'));
    expect(await reasons('whatsapp')).toEqual(both('passed'));
    const { steps } = await maySend(ctx, { id: contactId, channel: 'sms' });
    expect(steps.find(({ rule }) => rule === 'suppression')?.fact).toContain('The number is suppressed');
  });

  it('as said at the hand-over, is skipped; a refusal of the content, the sender or the account says nothing of it', async () => {
    const { reasons, refuse } = await arranged();
    for (const code of ['21408', '21606', '30007', 'throttle']) await refuse('sms', code);
    expect(await reasons()).toEqual(both('passed'));
    await refuse('sms', '21614');
    await refuse('sms', '21614');
    expect(await reasons()).toEqual(both('suppressed_bounce'));
  });

  it('is written to again when somebody writes from it, not by an older text', async () => {
    const { slug, messageId, tell, reasons } = await arranged();
    await tell(messageId, '30006');
    const text = (key: string, at: Date) =>
      keepTexts(services, slug, [{ channel: 'sms', from: number, name: null, body: 'Hello', key, at }], {
        now: () => new Date(Date.now() + 1000),
      });
    await text('SM1', new Date(Date.now() - 3600_000));
    expect(await reasons()).toEqual(both('suppressed_bounce'));
    await text('SM2', new Date(Date.now() + 500));
    expect(await reasons()).toEqual(both('passed'));
  });
});

describe('a phone that is off', () => {
  it('so many times in a row, by the numbers of the tenant, stops the number for a time', async () => {
    const { slug, messageId, more, tell, reasons, refuse } = await arranged();
    await sql`insert into bounce_settings (tenant_id, soft_limit, expire_days) values (${slug}, 3, 7)`;
    await tell(messageId, '30003');
    await refuse('sms', '30003');
    await tell(await more(), '30008');
    expect(await reasons()).toEqual(both('passed'));
    await tell(await more(), '30003');
    expect(await reasons()).toEqual(both('suppressed_soft_bounce'));
    const [row] = await sql`select channel, address, expires_at from email_suppressions where tenant_id = ${slug}`;
    expect(row).toMatchObject({ channel: 'sms', address: number });
    expect((row!.expires_at.getTime() - Date.now()) / 86_400_000).toBeCloseTo(7, 1);
  });
});

describe('what a person told the provider to stop', () => {
  const lines = (slug: string) =>
    sql`select channel, purpose, source, evidence from contact_consents where tenant_id = ${slug} and not granted order by id`;

  it('at Twilio closes the channel for all who have the number until they write START, and its fact told again does not', async () => {
    const { slug, more, reasons, again, write } = await arranged();
    const id = await more('failed', '21610');
    for (let i = 0; i < 2; i++) await again('sms', id);
    expect(await reasons()).toEqual(both('do_not_contact'));
    expect(await reasons('whatsapp')).toEqual(both('passed'));
    const line = { channel: 'sms', purpose: 'any', source: 'inbound', evidence: { message: id } };
    expect(await lines(slug)).toEqual(both(line));
    await write('SM1', 'START');
    expect(await reasons()).toEqual(both('passed'));
    await again('sms', id);
    expect([await reasons(), await lines(slug)]).toEqual([both('passed'), both(line)]);
  });

  it('is learned also of a message that was taken and came back, once', async () => {
    const { slug, messageId, tell, reasons, write } = await arranged();
    await tell(messageId, '21610');
    expect(await reasons()).toEqual(both('do_not_contact'));
    expect(await sql`select 1 from email_suppressions where tenant_id = ${slug}`).toHaveLength(0);
    await write('SM1', 'START');
    await tell(messageId, '21610');
    expect(await reasons()).toEqual(both('passed'));
  });

  it('counts though our own record of the message is not written yet, and told twice counts once', async () => {
    const { slug, messageId, tell, reasons, write } = await arranged();
    await sql`update pipeline_messages set status = 'queued', sent_at = null, finished_at = null where tenant_id = ${slug}`;
    await tell(messageId, '21610');
    expect(await reasons()).toEqual(both('do_not_contact'));
    await write('SM1', 'START', new Date(Date.now() + 100));
    await tell(messageId, '21610');
    expect(await reasons()).toEqual(both('passed'));
  });

  it('counts anew when the same message is tried again after a START and meets it again', async () => {
    const { slug, more, reasons, again, write } = await arranged();
    const id = await more('failed', '21610');
    await again('sms', id);
    await write('SM1', 'START');
    expect(await reasons()).toEqual(both('passed'));
    await sql`update pipeline_messages set finished_at = now() + interval '1 minute', sent_at = null where tenant_id = ${slug} and id = ${id}`;
    await again('sms', id);
    expect(await reasons()).toEqual(both('do_not_contact'));
  });

  it('holds for who was deleted when it was told and comes back', async () => {
    const { slug, messageId, tell, reasons } = await arranged();
    await sql`update contacts set deleted_at = now() where tenant_id = ${slug}`;
    await tell(messageId, '21610');
    await sql`update contacts set deleted_at = null where tenant_id = ${slug}`;
    expect(await reasons()).toEqual(both('do_not_contact'));
  });

  it('is not said of whom the number was before: who has it now is meant', async () => {
    const { slug, other, more, reasons, again } = await arranged();
    const id = await more('failed', '21610');
    await sql`update contacts set phone = '+4915112345678', phone_e164 = '+4915112345678' where tenant_id = ${slug} and id = ${other}`;
    await again('sms', id);
    expect(await reasons()).toEqual(['do_not_contact', 'passed']);
  });

  it('in WhatsApp ends marketing there and nothing else, unless it was wanted again since', async () => {
    const { slug, ctx, contactId, messageId, reasons } = await arranged();
    const { provider } = await createProvider(ctx, {
      name: 'WhatsApp',
      configuration: { kind: 'whatsapp', phoneNumberId: '1', accessToken: 'x', appSecret: 'app' },
    });
    await sql`update pipeline_messages set channel = 'whatsapp' where tenant_id = ${slug}`;
    const failed = async (id: string) => {
      const errors = [{ code: 131050, title: 'User stopped marketing messages' }];
      const status = { id, status: 'failed', timestamp: '1750000000', biz_opaque_callback_data: messageId, errors };
      const raw = JSON.stringify({ entry: [{ changes: [{ value: { statuses: [status] } }] }] });
      const signature = `sha256=${createHmac('sha256', 'app').update(raw).digest('hex')}`;
      const request = new Request(`http://10.0.0.1/api/hooks/whatsapp/${provider.id}`, {
        method: 'POST',
        body: raw,
        headers: { 'x-hub-signature-256': signature },
      });
      await POST(request, { params: Promise.resolve({ kind: 'whatsapp', id: provider.id }) });
    };
    await failed('w1');
    expect(await reasons('whatsapp')).toEqual(both('consent_withdrawn'));
    const line = { channel: 'whatsapp', purpose: 'marketing', source: 'inbound', evidence: { message: messageId } };
    expect(await lines(slug)).toEqual(both(line));
    const service = await maySend(ctx, { id: contactId, channel: 'whatsapp', purpose: 'service' });
    expect(service.reason).not.toBe('do_not_contact');
    await sql`insert into contact_consents (tenant_id, contact_id, channel, purpose, granted, source, occurred_at)
      select tenant_id, id, 'whatsapp', 'marketing', true, 'form', now() from contacts where tenant_id = ${slug}`;
    await failed('w2');
    expect(await reasons('whatsapp')).toEqual(both('passed'));
  });
});

describe('what many people told a provider at once', () => {
  type Told = Parameters<typeof withdrawTold>[2];
  /** People of whom each has a number of their own, with a message that met a refusal so many minutes ago, in order. */
  async function people(ages: readonly number[][], shared = 0) {
    const { slug, ctx, campaignId } = await sharedNumber(database, ['sms', 'whatsapp']);
    const messages: string[] = [];
    for (const [n, minutes] of ages.entries()) {
      const e164 = `+4917012300${String(n).padStart(2, '0')}`;
      await sql`insert into contacts (tenant_id, id, phone, phone_e164, display_name, updated_at)
        select ${slug}, gen_random_uuid(), ${e164}, ${e164}, 'P' || n, ${minutesAgo(60)} from generate_series(0, ${shared}) n`;
      const [person] = await sql<{ id: string }[]>`
        select id from contacts where tenant_id = ${slug} and phone_e164 = ${e164} order by id limit 1`;
      for (const [step, age] of minutes.entries()) {
        const id = randomUUID();
        messages.push(id);
        await sql`
          insert into pipeline_messages (tenant_id, id, lane_id, source_type, source_id, contact_id, channel, status, recipient_address, verdict_rule, finished_at, step)
          values (${slug}, ${id}, ${campaignId}, 'campaign', ${campaignId}, ${person!.id}, 'whatsapp', 'failed', ${e164}, 'passed', ${minutesAgo(age)}, ${step})`;
      }
    }
    const tell = async (told: Told) =>
      withTenantTags(feedbackContext(services, slug), async (tags) => {
        let asked = 0;
        const counted = new Proxy(tags, {
          apply: (target, self, args): unknown => {
            asked++;
            return Reflect.apply(target, self, args);
          },
        });
        await withdrawTold(counted, slug, told, now);
        return asked;
      });
    return { slug, ctx, messages, tell };
  }
  const now = new Date();
  const minutesAgo = (n: number) => new Date(now.getTime() - n * 60_000);
  const about = (messages: readonly string[], purpose: 'any' | 'marketing' = 'marketing') =>
    messages.map((messageId) => ({ messageId, purpose }));

  it('costs as many statements as what one told', async () => {
    const [one, many] = [
      await people([[5]]),
      await people(
        Array.from({ length: 20 }, () => [5]),
        2,
      ),
    ];
    expect(await many.tell(about(many.messages))).toBe(await one.tell(about(one.messages)));
    const rows = await sql`
      select 1 from contact_consents where tenant_id = ${many.slug} and not granted and channel = 'whatsapp' and purpose = 'marketing'`;
    expect(rows).toHaveLength(60);
  });

  it('is kept as if it had been told one after the other, also of one person twice and of a topic wanted in between', async () => {
    const arrange = async () => {
      const made = await people([[9, 3], [8, 2], [7, 7], [6], [5]], 1);
      const topic = await createTopic(made.ctx, { name: 'Events' });
      const line = (n: number, purpose: string, granted: boolean, age: number) =>
        sql`insert into contact_consents (tenant_id, contact_id, channel, purpose, topic_id, granted, source, occurred_at)
          select ${made.slug}, id, 'whatsapp', ${purpose}, ${purpose === 'topic' ? topic.id : null}, ${granted}, 'form', ${minutesAgo(age)}
          from contacts where tenant_id = ${made.slug} and phone_e164 = ${`+491701230${String(n).padStart(3, '0')}`}`;
      await line(0, 'marketing', true, 20);
      await line(1, 'topic', true, 4);
      await line(3, 'marketing', false, 10);
      await line(4, 'marketing', true, 1);
      return made;
    };
    const kept = async (slug: string) => ({
      lines:
        await sql`select c.phone_e164, l.channel, l.purpose, l.granted, l.source, l.source_detail, l.evidence - 'message' as evidence, l.evidence ? 'message' as known, l.actor, l.occurred_at
        from contact_consents l join contacts c on c.tenant_id = l.tenant_id and c.id = l.contact_id where l.tenant_id = ${slug} and l.source = 'inbound' order by 1, l.occurred_at, c.version`,
      past: await sql`select c.phone_e164, e.event_type, e.title, e.details, e.actor, e.occurred_at
        from contact_timeline_events e join contacts c on c.tenant_id = e.tenant_id and c.id = e.contact_id where e.tenant_id = ${slug} order by 1, e.occurred_at`,
      facts: await sql`select c.phone_e164, o.type, o.entity_type, o.version::int, o.payload, o.occurred_at
        from outbox o join contacts c on c.tenant_id = o.tenant_id and c.id = o.entity_id where o.tenant_id = ${slug} order by 1, o.occurred_at`,
      people:
        await sql`select phone_e164, version::int, updated_at from contacts where tenant_id = ${slug} and phone_e164 like '+4917012300%' order by 1, 2`,
    });
    const [alone, together] = [await arrange(), await arrange()];
    for (const told of about(alone.messages)) await alone.tell([told]);
    await together.tell(about(together.messages));
    const expected = await kept(alone.slug);
    expect(expected.lines).toHaveLength(8);
    expect(await kept(together.slug)).toEqual(expected);
    await together.tell(about(together.messages));
    expect(await kept(together.slug)).toEqual(expected);
  });
});

describe('a number that was taken off the list', () => {
  it('is not listed again by the refusal that was known before, and is by a new one', async () => {
    const { slug, ctx, more, reasons, again, refuse, write } = await arranged();
    const id = await more('failed', '21614');
    await again('sms', id);
    expect(await reasons()).toEqual(both('suppressed_bounce'));
    await write('SM1', 'Hello', new Date());
    await again('sms', id);
    expect(await reasons()).toEqual(both('passed'));
    await refuse('sms', '21614');
    const [entry] = await sql<{ id: string }[]>`
      select id from email_suppressions where tenant_id = ${slug} and deleted_at is null`;
    expect(await reasons()).toEqual(both('suppressed_bounce'));
    await removeSuppression(ctx, { id: entry!.id, note: 'They have it again' });
    await again('sms', id);
    expect(await reasons()).toEqual(both('passed'));
  });
});
