import { afterAll, describe, expect, it } from 'vitest';
import {
  createContact,
  getContact,
  importContactsJob,
  importErrorsCsv,
  listContacts,
  listTimeline,
  setDoNotContact,
  startImport,
} from '@/lib/contacts';
import { channels } from '@/lib/contacts/vocabulary';
import { maySend } from '@/lib/pipeline';
import type { Ctx } from '@/lib/platform/context';
import { startJobRunner } from '@/lib/platform/jobs';
import { consentSource, ended, load, upload } from '@/lib/testing/contact-imports';
import { testDatabase } from '@/lib/testing/database';
import { testTenant } from '@/lib/testing/tenant';

const database = await testDatabase();
const runner = await startJobRunner(database.services, [importContactsJob], { worker: 'test', pollMs: 500 });
afterAll(() => runner.stop());

const idOf = async (ctx: Ctx, q: string) => (await listContacts(ctx, { q })).items[0]!.id;
const closed = async (ctx: Ctx, id: string) => (await getContact(ctx, { id })).doNotContact.toSorted();
const everywhere = channels.toSorted();
const agreed = channels.map((channel) => ({ channel, granted: true }));
/** Lines about a channel as a whole, by address, oldest first. */
async function lines(slug: string): Promise<string[]> {
  const rows = await database.owner.tags<{ line: string }[]>`
    select concat_ws(' ', split_part(c.email, '@', 1), l.channel, l.granted, l.source) as line from contact_consents l
    join contacts c on c.tenant_id = l.tenant_id and c.id = l.contact_id where l.tenant_id = ${slug} and l.purpose = 'any' order by c.email, l.occurred_at, l.id`;
  return rows.map(({ line }) => line);
}

describe('a yes under "Do not contact"', () => {
  it.each([
    ['who is new', 'email,Do not contact\nnew@example.org,x\n', 'new'],
    ['who is known', 'email,Do not contact\na@example.org,YES\n', 'a'],
    ['whose row fails', 'email,external id,Do not contact\na@example.org,B,x\n', 'a'],
    ['whose row repeats', 'email,Do not contact\na@example.org,\na@example.org,x\n', 'a'],
    ['who is new, read for it by hand', 'email,Silent\nnew@example.org,1\n', 'new'],
  ])('closes every channel to everything, answers included, of %s', async (_, file, who) => {
    const { ctx, slug, clock } = await testTenant(database);
    await createContact(ctx, { email: 'a@example.org', externalId: 'A', consents: agreed });
    await createContact(ctx, { email: 'b@example.org', externalId: 'B' });
    clock.advance(1000);
    const mapping = JSON.stringify({ email: 'email', Silent: 'doNotContact' });
    const once = () => load(ctx, file, file.includes('Silent') ? { mapping } : {});
    await once();
    const id = await idOf(ctx, `${who}@example.org`);
    expect(await closed(ctx, id)).toEqual(everywhere);
    for (const channel of ['email', 'webhook'] as const)
      expect(await maySend(ctx, { id, channel, source: 'inbox' })).toMatchObject({
        ...{ decision: 'skip', reason: 'do_not_contact' },
      });
    const before = await lines(slug);
    expect(before).toHaveLength(channels.length);
    clock.advance(1000);
    await once();
    expect(await lines(slug)).toEqual(before);
  });

  it('says nothing of marketing: whoever may be contacted again is as before, and nobody agrees by the file', async () => {
    const { ctx, clock } = await testTenant(database);
    const { id: known } = await createContact(ctx, { email: 'a@example.org', consents: agreed });
    clock.advance(1000);
    await load(ctx, 'email,Newsletter,Do not contact\na@example.org,,x\nb@example.org,yes,x\nc@example.org,no,x\n', {
      consent: 'email,sms',
    });
    const [b, c] = [await idOf(ctx, 'b@example.org'), await idOf(ctx, 'c@example.org')];
    for (const id of [known, b, c]) {
      clock.advance(1000);
      await setDoNotContact(ctx, { id, on: false });
    }
    const reasons = await Promise.all([known, b, c].map(async (id) => (await maySend(ctx, { id })).reason));
    expect(reasons).toEqual(['passed', 'no_consent', 'consent_withdrawn']);
  });

  it('stands in the timeline of who is known once, as the menu writes it', async () => {
    const { ctx, clock } = await testTenant(database);
    const { id } = await createContact(ctx, { email: 'a@example.org', consents: agreed });
    clock.advance(1000);
    await load(ctx, 'email,Do not contact\na@example.org,x\n');
    const said = (await listTimeline(ctx, { id })).items.filter(({ type }) => type === 'consent.withdrawn');
    expect(said).toHaveLength(1);
    expect(said[0]).toMatchObject({ title: 'Asked not to be contacted', details: { purpose: 'any' } });
    expect((said[0]!.details['channels'] as string[]).toSorted()).toEqual(everywhere);
  });

  it('does not undo what the office said after the upload', async () => {
    const { ctx, clock } = await testTenant(database);
    const { id } = await createContact(ctx, { email: 'a@example.org' });
    await setDoNotContact(ctx, { id, on: true });
    clock.advance(1000);
    const held = await upload(ctx, 'email,Do not contact\na@example.org,x\n', { hold: '1' });
    clock.advance(1000);
    await setDoNotContact(ctx, { id, on: false });
    clock.advance(1000);
    await ended(ctx, await startImport(ctx, { id: held.id, mapping: held.mapping, consentSource }));
    expect(await closed(ctx, id)).toEqual([]);
  });

  it('closes a number for the person of the row alone, and for all who have it where people are known by it', async () => {
    const { ctx, clock } = await testTenant(database);
    const phone = '+491701234569';
    const made = async (externalId: string) => (await createContact(ctx, { externalId, phone, consents: agreed })).id;
    const [a, b] = [await made('A'), await made('B')];
    clock.advance(1000);
    const by = (key: string, target: string) => JSON.stringify({ [key]: target, Silent: 'doNotContact' });
    await load(ctx, 'id,Silent\nA,x\n', { mapping: by('id', 'externalId') });
    expect([await closed(ctx, a), await closed(ctx, b)]).toEqual([everywhere, []]);
    await load(ctx, `phone,Silent\n${phone},x\n`, { mapping: by('phone', 'phone') });
    expect(await closed(ctx, b)).toEqual(everywhere.filter((channel) => channel !== 'email'));
  });
});

describe('anything else under "Do not contact"', () => {
  it('no and an empty cell say nothing: they close nothing, lift nothing, and leave the consent of the file to the file', async () => {
    const { ctx, slug, clock } = await testTenant(database);
    const { id } = await createContact(ctx, { email: 'a@example.org' });
    await setDoNotContact(ctx, { id, on: true });
    clock.advance(1000);
    const done = await load(ctx, 'email,Do not contact\na@example.org,no\nb@example.org,no\nc@example.org,\n');
    expect(done).toMatchObject({ warnings: 0, consentWarnings: [] });
    expect(await closed(ctx, id)).toEqual(everywhere);
    expect(await lines(slug)).toHaveLength(channels.length);
    const reasons = await Promise.all(
      ['b', 'c'].map(async (who) => (await maySend(ctx, { id: await idOf(ctx, `${who}@example.org`) })).reason),
    );
    expect(reasons).toEqual(['passed', 'passed']);
  });

  it('what nobody understands is told, and brings no consent', async () => {
    const { ctx } = await testTenant(database);
    const done = await load(ctx, 'email,Do not contact\na@example.org,since spring\n');
    let errors = '';
    for await (const part of (await importErrorsCsv(ctx, { id: done.id })).lines) errors += part;
    expect(errors).toMatch(
      /\n2,warning,Do not contact,since spring,"it does not set do-not-contact.*Understood are yes/,
    );
    expect((await maySend(ctx, { id: await idOf(ctx, 'a@example.org') })).reason).toBe('no_consent');
  });
});
