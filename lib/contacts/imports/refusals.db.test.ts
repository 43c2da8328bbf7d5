import { afterAll, describe, expect, it } from 'vitest';
import { createContact, importContactsJob, importErrorsCsv, setConsent, startImport } from '@/lib/contacts';
import { maySend } from '@/lib/pipeline';
import type { Ctx } from '@/lib/platform/context';
import { startJobRunner } from '@/lib/platform/jobs';
import { consentSource, ended, load, upload } from '@/lib/testing/contact-imports';
import { testDatabase } from '@/lib/testing/database';
import { testTenant } from '@/lib/testing/tenant';
import { createTopic } from '@/lib/topics';

const database = await testDatabase();
const runner = await startJobRunner(database.services, [importContactsJob], { worker: 'test', pollMs: 500 });
afterAll(() => runner.stop());

const agreed = (...channels: ('email' | 'sms')[]) => channels.map((channel) => ({ channel, granted: true }));
const noSms = 'consent_withdrawn';
async function problems(ctx: Ctx, id: string): Promise<string> {
  let text = '';
  for await (const part of (await importErrorsCsv(ctx, { id })).lines) text += part;
  return text;
}
const reason = async (ctx: Ctx, id: string, channel: 'email' | 'sms' = 'email') =>
  (await maySend(ctx, { id, channel })).reason;

describe('the no of a row that is not stored', () => {
  const mapping = JSON.stringify({
    key: 'externalId',
    id: 'externalId',
    email: 'email',
    phone: 'phone',
    News: 'consent.email',
    Sms: 'consent.sms',
  });

  it('because its address belongs to another contact, counts for whom the key names and for whoever has the address or number', async () => {
    const { ctx, clock } = await testTenant(database);
    const number = '+491701234567';
    const made = async (externalId: string, more: object) =>
      (await createContact(ctx, { externalId, consents: agreed('email', 'sms'), ...more })).id;
    const [x1, x2, x3, x4] = [
      await made('X1', { email: 'a@example.org', phone: '+491701234561' }),
      await made('X2', { email: 'b@example.org', phone: '+491701234562' }),
      await made('X3', { email: 'c@example.org', phone: number }),
      await made('X4', { email: 'd@example.org', phone: number }),
    ];
    clock.advance(100);
    const done = await load(
      ctx,
      `id,email,phone,News,Sms\nX2,a@example.org,,no,\nX9,b@example.org,${number},,no\nX8,d@example.org,,yes,\n`,
      { mapping },
    );
    expect(done.rows).toMatchObject({ total: 3, created: 0, updated: 0, failed: 3 });
    expect(await Promise.all([x1, x2, x3, x4].map((id) => reason(ctx, id)))).toEqual([
      ...['consent_withdrawn', 'consent_withdrawn', 'passed', 'passed'],
    ]);
    expect(await Promise.all([x1, x2, x3, x4].map((id) => reason(ctx, id, 'sms')))).toEqual([
      ...['passed', 'passed', noSms, noSms],
    ]);
    const told = await problems(ctx, done.id);
    expect(told.split('That it refuses marketing counts all the same')).toHaveLength(3);
  });

  it('because its address stands on an earlier line of the file, counts, in the same batch and in a later one', async () => {
    const { ctx, slug } = await testTenant(database);
    const filler = Array.from({ length: 12_000 }, (_, i) => `F${i},f${i}@example.org,,yes,`);
    const lines = [
      'A,a@example.org,,yes,',
      'B,a@example.org,,no,',
      'C,c@example.org,+491701234568,yes,yes',
      ...filler,
      'D,c@example.org,+491701234568,,no',
      'C,a2@example.org,,no,',
    ];
    const done = await load(ctx, `id,email,phone,News,Sms\n${lines.join('\n')}\n`, { mapping });
    expect(done.rows).toMatchObject({ created: 12_002, skipped: 1, failed: 2 });
    const left = await database.owner.tags<{ line: string }[]>`
      select c.external_id || ' ' || l.channel as line from contact_consents l join contacts c on c.tenant_id = l.tenant_id and c.id = l.contact_id
      where l.tenant_id = ${slug} and not l.granted order by 1`;
    expect(left.map(({ line }) => line)).toEqual(['A email', 'C email', 'C sms']);
    expect(await problems(ctx, done.id)).toMatch(/its email belongs to the person on line 2, and this row refuses/);
  }, 60_000);
});

describe('the no of a row whose key is missing or cannot be read', () => {
  it('counts for whoever has its address or number, and the row fails as before', async () => {
    const { ctx, clock } = await testTenant(database);
    const made = async (n: number) =>
      createContact(ctx, {
        ...{ email: `p${n}@example.org`, phone: `+49170123457${n}`, externalId: `P${n}` },
        consents: agreed('email', 'sms'),
      });
    const ids = (await Promise.all([1, 2, 3].map(made))).map(({ id }) => id);
    const both = async () => Promise.all(ids.map(async (id) => [await reason(ctx, id), await reason(ctx, id, 'sms')]));
    clock.advance(100);
    const mapping = JSON.stringify({
      id: 'externalId',
      email: 'email',
      phone: 'phone',
      Left: 'optOut.all',
      key: 'externalId',
    });
    const done = await load(
      ctx,
      `id,email,phone,Left\n,p1@example.org,nonsense,x\n\u200b,p9@example.org,+491701234572,x\n,p3@example.org,+491701234573,\n`,
      { mapping },
    );
    expect(done.rows).toMatchObject({ total: 3, failed: 3, created: 0, updated: 0 });
    expect(await both()).toEqual([
      [noSms, 'passed'],
      ['passed', noSms],
      ['passed', 'passed'],
    ]);
    const told = await problems(ctx, done.id);
    expect(told.match(/the key is empty, and this row refuses marketing/g)).toHaveLength(1);
  });

  it('counts by the number where the address is the key and is none', async () => {
    const { ctx, clock } = await testTenant(database);
    const { id } = await createContact(ctx, { phone: '+491701234575', consents: agreed('sms') });
    clock.advance(100);
    const mapping = JSON.stringify({ email: 'email', phone: 'phone', Left: 'optOut.all' });
    await load(ctx, 'email,phone,Left\nnobody,+491701234575,x\n', { mapping });
    expect(await reason(ctx, id, 'sms')).toBe(noSms);
  });
});

describe('a number by which people are known', () => {
  it('is refused for all who have it, not only for the oldest', async () => {
    const { ctx, clock } = await testTenant(database);
    const phone = '+491701234569';
    const ids = await Promise.all(
      ['A', 'B'].map(
        async (externalId) => (await createContact(ctx, { externalId, phone, consents: agreed('sms') })).id,
      ),
    );
    clock.advance(100);
    const mapping = JSON.stringify({ phone: 'phone', Sms: 'consent.sms' });
    await load(ctx, `phone,Sms\n${phone},no\n`, { mapping });
    expect(await Promise.all(ids.map((id) => reason(ctx, id, 'sms')))).toEqual([noSms, noSms]);
  });
});

describe('the no of a file', () => {
  it('ends a topic that was wanted alone after an older no, and none that was wanted after the upload', async () => {
    const { ctx, clock } = await testTenant(database);
    const [events, appeals] = [await createTopic(ctx, { name: 'Events' }), await createTopic(ctx, { name: 'Appeals' })];
    const made = async (who: string) => (await createContact(ctx, { email: `${who}@example.org` })).id;
    const [a, b] = [await made('a'), await made('b')];
    const say = async (id: string, granted: boolean, topicId?: string) => {
      clock.advance(100);
      await setConsent(ctx, { id, channel: 'email', granted, ...(topicId ? { purpose: 'topic', topicId } : {}) });
    };
    await say(a, false);
    await say(a, true, events.id);
    clock.advance(100);
    const held = await upload(ctx, 'email,newsletter\na@example.org,no\nb@example.org,no\n', { hold: '1' });
    await say(a, true, appeals.id);
    await say(b, true, appeals.id);
    clock.advance(100);
    await ended(ctx, await startImport(ctx, { id: held.id, mapping: held.mapping, consentSource }));
    const about = async (id: string, topicId: string) => (await maySend(ctx, { id, channel: 'email', topicId })).reason;
    expect([await about(a, events.id), await about(a, appeals.id)]).toEqual(['consent_withdrawn', 'passed']);
    expect([await about(b, events.id), await about(b, appeals.id)]).toEqual(['consent_withdrawn', 'passed']);
    await load(ctx, 'email,newsletter\na@example.org,no\n');
    expect(await about(a, appeals.id)).toBe('consent_withdrawn');
  });
});
