import { afterAll, describe, expect, it } from 'vitest';
import {
  createContact,
  dryRunImport,
  getImport,
  importContactsJob,
  importErrorsCsv,
  listContacts,
  removeContact,
  setConsent,
  startImport,
} from '@/lib/contacts';
import { maySend } from '@/lib/pipeline';
import type { Ctx } from '@/lib/platform/context';
import { startJobRunner } from '@/lib/platform/jobs';
import { channels } from '@/lib/contacts/vocabulary';
import { consentSource, ended, load, upload } from '@/lib/testing/contact-imports';
import { testDatabase } from '@/lib/testing/database';
import { testTenant } from '@/lib/testing/tenant';

const database = await testDatabase();
const runner = await startJobRunner(database.services, [importContactsJob], { worker: 'test', pollMs: 500 });
afterAll(() => runner.stop());

/** The whole ledger in short: `who channel yes|no source`, oldest first. */
async function ledger(slug: string): Promise<string[]> {
  const rows = await database.owner.tags<{ line: string }[]>`
    select concat_ws(' ', split_part(coalesce(c.email, c.external_id), '@', 1), l.channel, case when l.granted then 'yes' else 'no' end, l.source) as line
    from contact_consents l join contacts c on c.tenant_id = l.tenant_id and c.id = l.contact_id
    where l.tenant_id = ${slug} and l.purpose = 'marketing' order by c.email nulls last, l.channel, l.occurred_at, l.id`;
  return rows.map(({ line }) => line);
}
const leftAll = (who: string) => channels.toSorted().map((channel) => `${who} ${channel} no import`);
const idOf = async (ctx: Ctx, q: string) => (await listContacts(ctx, { q })).items[0]!.id;
const agreed = [{ channel: 'email' as const, granted: true }];

describe('consent that a file says by row', () => {
  const csv =
    'email,Newsletter consent\nyes@example.org,yes\nno@example.org,no\nempty@example.org,\njunk@example.org,perhaps\n';

  it('yes is written as yes, no as no, empty and what nobody understands as nothing; no mail goes to whose cell is not a yes', async () => {
    const { ctx, slug } = await testTenant(database);
    const done = await load(ctx, csv);
    expect(done).toMatchObject({
      rows: { total: 4, created: 4, updated: 0, skipped: 0, failed: 0 },
      warnings: 1,
      consent: ['email'],
      consentWarnings: [],
    });
    expect(await ledger(slug)).toEqual(['no email no import', 'yes email yes import']);
    const reasons: string[] = [];
    for (const who of ['yes', 'no', 'empty', 'junk'])
      reasons.push((await maySend(ctx, { id: await idOf(ctx, `${who}@example.org`) })).reason);
    expect(reasons).toEqual(['passed', 'consent_withdrawn', 'no_consent', 'no_consent']);
    let errors = '';
    for await (const part of (await importErrorsCsv(ctx, { id: done.id })).lines) errors += part;
    expect(errors).toMatch(/\n5,warning,Newsletter consent,perhaps,"no consent is taken from it: .*yes, no, .*nein/);
  });

  it('the same file again writes nothing new', async () => {
    const { ctx, slug } = await testTenant(database);
    await load(ctx, csv);
    const before = await ledger(slug);
    expect((await load(ctx, csv)).rows).toEqual({ total: 4, created: 0, updated: 0, skipped: 4, failed: 0 });
    expect(await ledger(slug)).toEqual(before);
  });

  it('the consent of the file as a whole is given only for channels without a column', async () => {
    const { ctx, slug } = await testTenant(database);
    await load(
      ctx,
      'email,phone,Newsletter,WhatsApp opt-out\na@example.org,+4930901820001,no,no\nb@example.org,+4930901820002,,yes\n',
      { consent: 'email,sms,whatsapp' },
    );
    expect(await ledger(slug)).toEqual([
      'a email no import',
      'a sms yes import',
      'a whatsapp yes import',
      'b sms yes import',
      'b whatsapp no import',
    ]);
  });

  it('under a title that names no channel is said of every channel that the file has consent for', async () => {
    const { ctx, slug } = await testTenant(database);
    const file =
      'email,phone,Unsubscribed\na@example.org,+4930901820001,x\nb@example.org,+4930901820002,\nc@example.org,+4930901820003,no\n';
    const done = await load(ctx, file, { consent: 'email,sms,whatsapp' });
    expect(await ledger(slug)).toEqual([
      ...leftAll('a'),
      ...['c email yes import', 'c sms yes import', 'c whatsapp yes import'],
    ]);
    expect(done.consentWarnings).toEqual([
      expect.stringMatching(/the only one that says who is written to by email, SMS and WhatsApp, and it is empty/),
    ]);
  });

  it('under such a title, read for one channel by hand, is told to leave the others to the file', async () => {
    const { ctx, slug } = await testTenant(database);
    const mapping = JSON.stringify({ email: 'email', phone: 'phone', 'Marketing consent': 'consent.email' });
    const file = 'email,phone,Marketing consent\na@example.org,+4930901820001,no\n';
    const done = await load(ctx, file, { consent: 'email,sms', mapping });
    expect(await ledger(slug)).toEqual(['a email no import', 'a sms yes import']);
    expect(done.consentWarnings).toEqual([
      expect.stringMatching(/names no channel, and is read for email alone: everybody .* SMS, .*consent\.all/),
    ]);
  });

  it('a title of who left is turned round, and a no among several columns for one channel wins', async () => {
    const { ctx, slug } = await testTenant(database);
    await load(
      ctx,
      'email,Newsletter,Unsubscribed\na@example.org,yes,yes\nb@example.org,yes,no\nc@example.org,,no\nd@example.org,yes,unsubscribed\n',
    );
    expect(await ledger(slug)).toEqual([...leftAll('a'), 'b email yes import', ...leftAll('d')]);
    const other = await testTenant(database);
    await load(other.ctx, 'email,do not mail\na@example.org,yes\nb@example.org,no\nc@example.org,\n');
    expect(await ledger(other.slug)).toEqual(['a email no import', 'b email yes import']);
  });

  it('a no ends a consent that is older than the file, once, and never a newer one; a yes brings nobody back', async () => {
    const { ctx, slug, clock } = await testTenant(database);
    const made = await Promise.all(
      ['newer', 'older', 'out'].map((who) => createContact(ctx, { email: `${who}@example.org`, consents: agreed })),
    );
    clock.advance(1000);
    await setConsent(ctx, { id: made[2]!.id, channel: 'email', granted: false });
    clock.advance(1000);
    const file = 'email,newsletter\nnewer@example.org,no\nolder@example.org,no\nout@example.org,yes\n';
    const held = await upload(ctx, file, { hold: '1' });
    clock.advance(1000);
    await setConsent(ctx, { id: made[0]!.id, channel: 'email', granted: true });
    clock.advance(1000);
    const started = await startImport(ctx, { id: held.id, mapping: held.mapping, consentSource });
    expect((await ended(ctx, started)).rows).toMatchObject({ updated: 1, skipped: 2 });
    const lines = await ledger(slug);
    expect(lines.filter((line) => line.endsWith('import'))).toEqual(['older email no import']);
    const past = await database.owner
      .tags`select contact_id, title from contact_timeline_events where tenant_id = ${slug} and event_type = 'consent.withdrawn' and details->>'source' = 'import'`;
    expect([...past]).toEqual([{ contact_id: made[1]!.id, title: 'Consent withdrawn' }]);
    const [fact] = await database.owner.tags<
      { ids: string[] }[]
    >`select payload->'ids' as ids from outbox where tenant_id = ${slug} and type = 'contact.imported'`;
    expect(fact?.ids).toEqual([made[1]!.id]);
  });

  it('a no counts for people who stay as they are otherwise, and for those whose address is not in the file', async () => {
    const { ctx, slug } = await testTenant(database);
    await createContact(ctx, { email: 'a@example.org', externalId: 'A', firstName: 'Ann', consents: agreed });
    await createContact(ctx, { email: 'b@example.org', externalId: 'B' });
    const columns = [
      { column: 'id', target: 'externalId' },
      { column: 'newsletter', target: 'consent.email' },
    ];
    const keep = JSON.stringify({ columns, key: 'externalId', onConflict: 'keep' });
    expect((await load(ctx, 'id,newsletter\nA,no\nB,yes\n', { mapping: keep })).rows).toMatchObject({ updated: 1 });
    expect((await ledger(slug)).filter((line) => line.endsWith('import'))).toEqual(['a email no import']);
    const update = JSON.stringify({ id: 'externalId', newsletter: 'consent.email' });
    await load(ctx, 'id,newsletter\nA,no\nB,yes\nC,yes\n', { mapping: update });
    expect((await ledger(slug)).filter((line) => line.endsWith('import'))).toEqual([
      'a email no import',
      'b email yes import',
    ]);
  });

  it('a no in a row that repeats somebody counts, in the same batch and in a later one', async () => {
    const { ctx, slug } = await testTenant(database);
    const filler = Array.from({ length: 25_000 }, (_, i) => `f${i}@example.org,`);
    const lines = ['a@example.org,yes', 'A@example.org,no', 'b@example.org,yes', ...filler, 'b@example.org,no'];
    const file = `email,newsletter\n${lines.join('\n')}\nb@example.org,no\n`;
    const rows = { total: lines.length + 1, created: 25_002, updated: 0, skipped: 3, failed: 0 };
    expect((await load(ctx, file)).rows).toEqual(rows);
    const expected = ['a email yes import', 'a email no import', 'b email yes import', 'b email no import'];
    expect(await ledger(slug)).toEqual(expected);
    expect((await load(ctx, file)).rows).toMatchObject({ created: 0, updated: 0, skipped: rows.total });
    expect(await ledger(slug)).toEqual(expected);
  }, 120_000);

  it('a yes gives no consent in the name of who opted out before they were deleted; a no is written', async () => {
    const { ctx, slug, clock } = await testTenant(database);
    for (const email of ['a@example.org', 'b@example.org']) {
      const made = await createContact(ctx, { email, consents: agreed });
      clock.advance(1000);
      await setConsent(ctx, { id: made.id, channel: 'email', granted: false });
      await removeContact(ctx, { id: made.id });
    }
    clock.advance(1000);
    await load(ctx, 'email,newsletter\na@example.org,yes\nb@example.org,no\n');
    expect((await ledger(slug)).filter((line) => line.endsWith('import'))).toEqual(['b email no import']);
  });
});

describe('a column that seems to speak of consent', () => {
  const csv = 'email,Newsletter consent,Consent date\na@example.org,no,\nb@example.org,yes,2024-01-31\n';

  it('is suggested as consent where its cells can say yes and no, and known where they cannot', async () => {
    const { ctx } = await testTenant(database);
    const held = await upload(ctx, csv, { hold: '1' });
    expect(held.columns.map(({ target, consent }) => [target, consent])).toEqual([
      ['email', null],
      ['consent.email', 'consent.email'],
      ['attributes.consent_date', 'consent.all'],
    ]);
    expect(held.mapping).toMatchObject({ columns: [{}, { column: 1, target: 'consent.email' }, {}] });
  });

  it('of two channels by name is read for both, and told where somebody reads it for one of them by hand', async () => {
    const { ctx, slug } = await testTenant(database);
    const file =
      'email,phone,SMS/WhatsApp consent\na@example.org,+4930901820001,yes\nb@example.org,+4930901820002,no\n';
    expect((await load(ctx, file, { consent: 'email,sms,whatsapp' })).consentWarnings).toEqual([]);
    expect(await ledger(slug)).toEqual([
      ...['a email yes import', 'a sms yes import', 'a whatsapp yes import'],
      ...['b email yes import', 'b sms no import', 'b whatsapp no import'],
    ]);
    const mapping = JSON.stringify({ email: 'email', phone: 'phone', 'SMS/WhatsApp consent': 'consent.sms' });
    const held = await upload(ctx, file, { hold: '1', mapping, consent: 'sms,whatsapp' });
    expect(held.consentWarnings).toEqual([
      expect.stringMatching(
        /names SMS and WhatsApp, and is read for SMS alone: everybody .* WhatsApp, .*consent\.smsWhatsapp/,
      ),
    ]);
  });

  it.each(['DSGVO', 'GDPR', 'RGPD ok'])(
    'by the law alone gives no consent that nobody asked for: under %s the caller says what a yes means',
    async (title) => {
      const { ctx, slug } = await testTenant(database);
      const file = `email,${title}\na@example.org,yes\nb@example.org,no\n`;
      const unseen = upload(ctx, file, { consent: '' });
      await expect(unseen).rejects.toMatchObject({
        code: 'invalid',
        message: expect.stringMatching(`"${title}".*mapping.*consent\\.all`),
        fields: { mapping: expect.any(String) },
      });
      expect(await ledger(slug)).toEqual([]);
      expect((await upload(ctx, file, { hold: '1' })).columns[1]).toMatchObject({ consent: 'consent.all' });
      await load(ctx, file, { mapping: JSON.stringify({ email: 'email', [title]: 'consent.all' }) });
      expect(await ledger(slug)).toEqual(['a email yes import', 'b email no import']);
    },
  );

  it('by the law among other words is read by them', async () => {
    const { ctx, slug } = await testTenant(database);
    await load(ctx, 'email,GDPR newsletter consent\na@example.org,yes\nb@example.org,no\n');
    expect(await ledger(slug)).toEqual(['a email yes import', 'b email no import']);
  });

  it('and is not read so while the whole file agrees is told in words, by the try, the start and the import', async () => {
    const { ctx } = await testTenant(database);
    const { id } = await upload(ctx, csv, { hold: '1' });
    const mapping = { email: 'email', 'Newsletter consent': 'attributes.news' };
    const told = [
      expect.stringMatching(/"Newsletter consent" .*everybody in the file gets consent.* Map it to consent\.email/),
      expect.stringMatching(/"Consent date" .*everybody .*consent\.all/),
    ];
    expect((await dryRunImport(ctx, { id, mapping })).consentWarnings).toEqual(told);
    expect((await dryRunImport(ctx, { id, mapping, consent: [] })).consentWarnings).toEqual([]);
    expect((await dryRunImport(ctx, { id, mapping, consent: ['sms'] })).consentWarnings).toEqual([
      expect.stringMatching(/"Consent date" .*agreed to SMS .*Map it to consent\.all/),
    ]);
    const asked = { email: 'email', 'Newsletter consent': 'consent.email' };
    expect((await dryRunImport(ctx, { id, mapping: asked })).consentWarnings).toEqual([]);
    expect((await startImport(ctx, { id, mapping, consentSource })).consentWarnings).toEqual(told);
    expect((await getImport(ctx, { id })).consentWarnings).toEqual(told);
  });

  it('of who left, alone and empty for those who stayed, is told to bring these no consent', async () => {
    const { ctx, slug } = await testTenant(database);
    const done = await load(ctx, 'email,Unsubscribed\na@example.org,\nb@example.org,x\n');
    expect(done.consentWarnings).toEqual([
      expect.stringMatching(/"Unsubscribed" is the only one.*they get no consent/),
    ]);
    expect(await ledger(slug)).toEqual(leftAll('b'));
  });

  it('of who left ends consents by channels of which the file says nothing', async () => {
    const { ctx, clock } = await testTenant(database);
    const { id } = await createContact(ctx, {
      email: 'a@example.org',
      phone: '+491701234560',
      consents: [{ channel: 'sms', granted: true }],
    });
    clock.advance(1000);
    expect((await maySend(ctx, { id, channel: 'sms' })).reason).toBe('passed');
    await load(ctx, 'email,Unsubscribed\na@example.org,x\n');
    expect((await maySend(ctx, { id, channel: 'sms' })).reason).toBe('consent_withdrawn');
  });

  it.each([
    ['who is new', 'email,Unsubscribed\nnew@example.org,x\n', 'new'],
    ['who is known', 'email,Unsubscribed\na@example.org,x\n', 'a'],
    ['whose row fails', 'email,external id,Unsubscribed\na@example.org,B,x\n', 'a'],
    ['whose row repeats', 'email,Unsubscribed\na@example.org,\na@example.org,x\n', 'a'],
  ])('of who left closes every channel that there is, of %s', async (_, file, who) => {
    const { ctx, slug, clock } = await testTenant(database);
    const consents = channels.map((channel) => ({ channel, granted: true }));
    await createContact(ctx, { email: 'a@example.org', externalId: 'A', consents });
    await createContact(ctx, { email: 'b@example.org', externalId: 'B' });
    clock.advance(1000);
    await load(ctx, file, { consent: channels.join(',') });
    const id = await idOf(ctx, `${who}@example.org`);
    expect((await ledger(slug)).filter((line) => line.startsWith(`${who} `) && line.endsWith('import'))).toEqual(
      leftAll(who),
    );
    expect((await maySend(ctx, { id, channel: 'webhook' })).reason).toBe('consent_withdrawn');
  });

  it('of who left closes channels, and opens none that has no address in a file', async () => {
    const { ctx, slug } = await testTenant(database);
    await load(ctx, 'email,phone,Unsubscribed\na@example.org,+4930901820001,no\n', { consent: channels.join(',') });
    await load(ctx, 'email,phone,Unsubscribed\na@example.org,+4930901820001,no\n', { consent: channels.join(',') });
    expect(await ledger(slug)).toEqual(['email', 'sms', 'whatsapp'].map((channel) => `a ${channel} yes import`));
  });

  it('of who left, read as who agreed, is told as well', async () => {
    const { ctx } = await testTenant(database);
    const { id } = await upload(ctx, 'email,Opt-out\na@example.org,yes\n', { hold: '1' });
    const mapping = { email: 'email', 'Opt-out': 'consent.email' };
    expect((await dryRunImport(ctx, { id, mapping })).consentWarnings).toEqual([
      expect.stringContaining('Map it to optOut.all if a yes there means no'),
    ]);
  });
});
