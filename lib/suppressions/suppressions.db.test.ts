import { describe, expect, it } from 'vitest';
import { POST as upload } from '@/app/api/v1/suppressions/import/route';
import { createContact, setConsent } from '@/lib/contacts';
import { maySend } from '@/lib/pipeline';
import { testDatabase } from '@/lib/testing/database';
import { testTenant } from '@/lib/testing/tenant';
import {
  addSuppression,
  countSuppressions,
  getBounceSettings,
  importSuppressions,
  liftExpired,
  listSuppressions,
  removeSuppression,
  setBounceSettings,
  suppressionsCsv,
} from '.';

const database = await testDatabase();
const sql = database.owner.tags;
const csv = (text: string) => ({ file: new TextEncoder().encode(text) });
const isSuppressed = async (tenant: string, email: string) =>
  (await sql`select is_email_suppressed(${tenant}, ${email}) as yes`)[0]?.yes;

describe('the list', () => {
  it('is added to by hand, tells whose address it is, and is searched and filtered page by page', async () => {
    const { ctx, slug } = await testTenant(database);
    const { id } = await createContact(ctx, { email: 'ada@uni.example', firstName: 'Ada' });
    const made = await addSuppression(ctx, { email: ' Ada@UNI.example ', detail: 'Asked by phone' });
    expect(made).toMatchObject({
      email: 'ada@uni.example',
      reason: 'manual',
      expiresAt: null,
      contact: { id, name: 'Ada' },
    });
    await sql`insert into email_suppressions (tenant_id, email_normalized, reason) select ${slug}, 'p' || n || '@x.example', 'bounce' from generate_series(1, 5) n`;
    const first = await listSuppressions(ctx, { limit: 4 });
    const rest = await listSuppressions(ctx, { limit: 4, cursor: first.nextCursor! });
    expect(new Set([...first.items, ...rest.items].map((row) => row.email)).size).toBe(6);
    expect(rest.nextCursor).toBeNull();
    expect((await listSuppressions(ctx, { q: 'UNI.ex' })).items).toHaveLength(1);
    expect((await listSuppressions(ctx, { reason: 'bounce' })).items).toHaveLength(5);
    const { reasons } = await countSuppressions(ctx, {});
    expect(Object.fromEntries(reasons.map((each) => [each.reason, each.addresses]))).toMatchObject({
      manual: 1,
      bounce: 5,
      complaint: 0,
    });
    await expect(addSuppression(ctx, { email: 'ada@uni.example', detail: 'Again' })).rejects.toMatchObject({
      code: 'conflict',
    });
    await expect(addSuppression(ctx, { email: 'nobody', detail: 'Again' })).rejects.toMatchObject({
      fields: { email: expect.stringContaining('no @') },
    });
  });

  it('is taken off with a note; a complaint only by typing its address, and not by another tenant', async () => {
    const [a, b] = [await testTenant(database), await testTenant(database)];
    const [row] = await sql<{ id: string }[]>`
      insert into email_suppressions (tenant_id, email_normalized, reason) values (${a.slug}, 'grace@x.example', 'complaint') returning id`;
    const id = row!.id;
    await expect(removeSuppression(b.ctx, { id, note: 'Mine' })).rejects.toMatchObject({ code: 'not_found' });
    for (const confirm of [undefined, 'yes'])
      await expect(removeSuppression(a.ctx, { id, note: 'She called', confirm })).rejects.toMatchObject({
        fields: { confirm: expect.stringContaining('grace@x.example') },
      });
    await removeSuppression(a.ctx, { id, note: 'She called', confirm: 'Grace@x.example ' });
    expect(await isSuppressed(a.slug, 'grace@x.example')).toBe(false);
    await expect(removeSuppression(a.ctx, { id, note: 'Again' })).rejects.toMatchObject({ code: 'not_found' });
    expect(
      await sql`select details->>'note' as note from audit_logs where tenant_id = ${a.slug} and action = 'suppressions.remove'`,
    ).toEqual([{ note: 'She called' }]);
  });

  it('forgets by itself what has an end, at that instant and before the timer; it can be added anew in between', async () => {
    const { ctx, slug, clock } = await testTenant(database);
    await addSuppression(ctx, { email: 'ada@x.example', detail: 'On leave', days: 2 });
    await sql`update email_suppressions set expires_at = ${new Date(clock.now().getTime() - 1000)} where tenant_id = ${slug}`;
    expect((await listSuppressions(ctx, {})).items).toEqual([]);
    expect(await isSuppressed(slug, 'ada@x.example')).toBe(false);
    await addSuppression(ctx, { email: 'ada@x.example', detail: 'Still on leave', days: 2 });
    expect(await isSuppressed(slug, 'ada@x.example')).toBe(true);
    expect(await liftExpired(sql, clock.now())).toBe(0);
    expect(await liftExpired(sql, new Date(clock.now().getTime() + 3 * 86_400_000))).toBe(1);
    expect((await listSuppressions(ctx, {})).items).toEqual([]);
  });
});

describe('numbers', () => {
  const number = '+491701234567';
  it('stand beside addresses: added for a channel or all, told apart, found as they are written, and taken off', async () => {
    const { ctx } = await testTenant(database);
    const { id } = await createContact(ctx, { phone: number, firstName: 'Ada' });
    await createContact(ctx, { phone: number, firstName: 'Charles' });
    await addSuppression(ctx, { email: 'ada@x.example', detail: 'Asked by phone' });
    const made = await addSuppression(ctx, { phone: '0049 170 / 123 45 67', channel: 'sms', detail: 'Asked by phone' });
    expect(made).toMatchObject({ email: null, phone: number, channel: 'sms', contact: { id: expect.any(String) } });
    await addSuppression(ctx, { phone: number, detail: 'Asked by phone' });
    await expect(addSuppression(ctx, { phone: number, channel: 'sms', detail: 'Again' })).rejects.toMatchObject({
      code: 'conflict',
      fields: { phone: expect.any(String) },
    });
    expect((await listSuppressions(ctx, { kind: 'phone' })).items.map((row) => row.channel)).toEqual(['all', 'sms']);
    expect((await listSuppressions(ctx, { kind: 'email' })).items).toHaveLength(1);
    expect((await listSuppressions(ctx, { q: '0049 170-123' })).items).toHaveLength(2);
    const manual = (await countSuppressions(ctx, { kind: 'phone' })).reasons.find((one) => one.reason === 'manual');
    expect(manual?.addresses).toBe(2);
    const reason = async (channel: 'sms' | 'whatsapp') => (await maySend(ctx, { id, channel })).reason;
    await setConsent(ctx, { id, channel: 'sms', purpose: 'marketing', granted: true });
    await setConsent(ctx, { id, channel: 'whatsapp', purpose: 'marketing', granted: true });
    expect([await reason('sms'), await reason('whatsapp')]).toEqual(['suppressed_manual', 'suppressed_manual']);
    const [all] = (await listSuppressions(ctx, { kind: 'phone' })).items;
    await removeSuppression(ctx, { id: all!.id, note: 'He called' });
    expect([await reason('sms'), await reason('whatsapp')]).toEqual(['suppressed_manual', 'passed']);
  });

  it('are refused by the name of their field, and so is an entry that is both or neither', async () => {
    const { ctx } = await testTenant(database);
    const refused = (input: object, field: string) =>
      expect(addSuppression(ctx, { detail: 'Asked', ...input })).rejects.toMatchObject({
        code: 'invalid',
        fields: { [field]: expect.any(String) },
      });
    await refused({ phone: '0170 1234567' }, 'phone');
    await refused({ phone: `+${'1'.repeat(900)}` }, 'phone');
    await refused({}, 'email');
    await refused({ email: 'a@x.example', phone: number }, 'phone');
    await refused({ email: 'a@x.example', channel: 'sms' }, 'channel');
  });

  it('go out and in by file, with their channel; one that no country can be told of is named with its line', async () => {
    const [a, b] = [await testTenant(database), await testTenant(database)];
    await addSuppression(a.ctx, { phone: number, channel: 'whatsapp', detail: 'Asked' });
    await addSuppression(a.ctx, { phone: number, detail: 'Asked' });
    await addSuppression(a.ctx, { email: 'ada@x.example', detail: 'Asked' });
    const file = await (await suppressionsCsv(a.ctx, {})).text();
    expect(await importSuppressions(b.ctx, csv(file))).toMatchObject({ total: 3, added: 3, invalid: 0 });
    const listed = async (ctx: typeof a.ctx) =>
      (await listSuppressions(ctx, {})).items.map((row) => `${row.email ?? row.phone} ${row.channel}`).sort();
    expect(await listed(b.ctx)).toEqual(await listed(a.ctx));
    expect(await (await suppressionsCsv(a.ctx, { kind: 'email' })).text()).not.toContain('1701234567');
    const text =
      'name,email,mobile,channel\nA,,+49 170 1234567,sms\nB,,0170 1234567,\nC,c@x.example,+491701234567,\nD,,+491701234568,mail\n';
    expect(await importSuppressions(a.ctx, csv(text))).toMatchObject({
      added: 2,
      problems: [
        { line: 3, value: '0170 1234567', problem: expect.stringContaining('country') },
        { line: 5, problem: expect.stringContaining('whatsapp') },
      ],
    });
    expect(await importSuppressions(b.ctx, csv('phone\n+49 30 901820\n'))).toMatchObject({ added: 1 });
  });
});

describe('import and export', () => {
  it('add what is new, count what was there, and name the line and reason of what is no address', async () => {
    const { ctx, slug } = await testTenant(database);
    await addSuppression(ctx, { email: 'old@x.example', detail: 'By hand' });
    const text =
      'Name;E-Mail;Reason\r\n"Löwe; Ada";ada@x.example;\r\nOld;old@x.example;\r\nNo;not an address;\r\nAda;ADA@x.example;\r\nBad;bad@x.example;whim\r\nHard;gone@x.example;bounce\r\n';
    expect(await importSuppressions(ctx, csv(text))).toEqual({
      total: 6,
      added: 3,
      existing: 2,
      invalid: 1,
      partial: 0,
      byHand: 1,
      problems: [
        { line: 4, value: 'not an address', problem: 'no @' },
        { line: 6, value: 'bad@x.example', problem: expect.stringContaining('“whim”') },
      ],
      unread: ['Name'],
    });
    expect(await isSuppressed(slug, 'gone@x.example')).toBe(true);
    expect(await importSuppressions(ctx, csv(text))).toMatchObject({ added: 0, existing: 5, invalid: 1 });
  });

  it.each([
    ...[['unsubscribed', 'unsubscribe'] as const, ['Hard bounce', 'bounce'] as const, ['By hand', 'manual'] as const],
    ...[['HARD', 'bounce'] as const, ['HardBounce', 'bounce'] as const, ['cleaned', 'bounce'] as const],
    ...[['soft', 'soft_bounce'] as const, ['Soft bounces', 'soft_bounce'] as const, ['unsub', 'unsubscribe'] as const],
    ...[['spam', 'complaint'] as const, ['SpamComplaint', 'complaint'] as const, ['complained', 'complaint'] as const],
    ...[['Opt-Out', 'unsubscribe'] as const, ['désabonné', 'unsubscribe'] as const, ['', 'manual'] as const],
  ])('take the reason %j for %s', async (word, reason) => {
    const { ctx } = await testTenant(database);
    const done = await importSuppressions(ctx, csv(`email,reason\na@x.example,${word}\n`));
    expect(done).toMatchObject({ added: 1, invalid: 0, byHand: 0, problems: [] });
    expect((await listSuppressions(ctx, {})).items).toMatchObject([{ email: 'a@x.example', reason }]);
  });

  it('stop an address by hand whose reason nobody understands, and tell row and word', async () => {
    const { ctx } = await testTenant(database);
    const { id } = await createContact(ctx, { email: 'a@x.example' });
    const done = await importSuppressions(ctx, csv('email,phone,reason\na@x.example,nonsense,whim of theirs\n'));
    expect(done).toMatchObject({ added: 1, invalid: 0, partial: 1, byHand: 1 });
    expect(done.problems).toEqual([
      { line: 2, value: expect.any(String), problem: expect.stringMatching(/only the other one.*“whim of theirs”/) },
    ]);
    const { items } = await listSuppressions(ctx, {});
    expect(items).toMatchObject([{ reason: 'manual', detail: 'Imported: whim of theirs' }]);
    expect(await maySend(ctx, { id, source: 'inbox' })).toMatchObject({ reason: 'suppressed_manual' });
  });

  it('make what had an end last for good, whether that end has come or not', async () => {
    const { ctx, slug, clock } = await testTenant(database);
    await addSuppression(ctx, { email: 'leave@x.example', detail: 'On leave', days: 2 });
    await addSuppression(ctx, { email: 'over@x.example', detail: 'On leave', days: 2 });
    await sql`update email_suppressions set expires_at = ${new Date(clock.now().getTime() - 1000)} where tenant_id = ${slug} and email_normalized = 'over@x.example'`;
    const text = 'email\nleave@x.example\nover@x.example\n';
    expect(await importSuppressions(ctx, csv(text))).toMatchObject({ added: 2, existing: 0 });
    const { items } = await listSuppressions(ctx, {});
    expect(items.map((row) => row.expiresAt)).toEqual([null, null]);
    expect(await importSuppressions(ctx, csv(text))).toMatchObject({ added: 0, existing: 2 });
  });

  it('a row with an address and a number stops both, and with a channel of numbers the number alone', async () => {
    const { ctx } = await testTenant(database);
    const text = [
      'name,email,mobile,channel',
      'A,a@x.example,+491701234561,',
      'B,b@x.example,+491701234562,sms',
      'C,c@x.example,,whatsapp',
      'D,d@x.example,0170 1234564,',
      'E,nobody,+491701234565,all',
      'F,a@x.example,+491701234562,sms',
      'G,a@x.example,+491701234567,',
    ].join('\n');
    expect(await importSuppressions(ctx, csv(text))).toEqual({
      ...{ total: 7, added: 5, existing: 1, invalid: 1, partial: 2, byHand: 0 },
      problems: [
        {
          line: 4,
          value: 'c@x.example',
          problem: expect.stringContaining('name the number, or leave the channel empty'),
        },
        { line: 5, value: 'd@x.example, 0170 1234564', problem: expect.stringContaining('country') },
        { line: 6, value: 'nobody, +491701234565', problem: expect.stringContaining('no @') },
      ],
      unread: ['name'],
    });
    const { items } = await listSuppressions(ctx, {});
    expect(items.map((row) => `${row.email ?? row.phone} ${row.channel}`).sort()).toEqual([
      ...['+491701234561 all', '+491701234562 sms', '+491701234565 all', '+491701234567 all'],
      ...['a@x.example all', 'd@x.example all'],
    ]);
  });

  it.each(['Mobile Number', 'Cell', 'Tel', 'Handynummer', 'Mobilnummer', 'Rufnummer', 'Portable', 'Teléfono'])(
    'numbers stand under %s too, as a file of contacts may call them',
    async (title) => {
      const { ctx } = await testTenant(database);
      await importSuppressions(ctx, csv(`Email,${title},Phone\na@x.example,+491701234561,+493012345678\n`));
      const { items } = await listSuppressions(ctx, {});
      expect(items.map((row) => `${row.email ?? row.phone}`).sort()).toEqual([
        ...['+491701234561', '+493012345678', 'a@x.example'],
      ]);
    },
  );

  it('a column that is not read and seems to hold numbers is told once, and no date or id is taken for one', async () => {
    const { ctx } = await testTenant(database);
    const text =
      'email,Where to call,since,id\na@x.example,,01.02.2024,4711\nb@x.example,+49 170 1234561,,\nc@x.example,+49 170 1234562,,\n';
    expect(await importSuppressions(ctx, csv(text))).toEqual({
      ...{ total: 3, added: 3, existing: 0, invalid: 0, partial: 0, byHand: 0 },
      problems: [{ line: 1, value: 'Where to call', problem: expect.stringContaining('call it phone') }],
      unread: ['Where to call', 'since', 'id'],
    });
  });

  it('the channel email means the address alone', async () => {
    const { ctx } = await testTenant(database);
    const text = 'email,phone,channel\na@x.example,,email\nb@x.example,+491701234561,Email\n,+491701234562,email\n';
    expect(await importSuppressions(ctx, csv(text))).toMatchObject({
      ...{ added: 2, invalid: 1 },
      problems: [{ line: 4, problem: expect.stringContaining('leave the channel empty') }],
    });
    const { items } = await listSuppressions(ctx, {});
    expect(items.map((row) => `${row.email ?? row.phone}`).sort()).toEqual(['a@x.example', 'b@x.example']);
  });

  it('an entry that ends comes back with its end, one that ended does not, and none that stands is shortened', async () => {
    const [a, b] = [await testTenant(database), await testTenant(database)];
    await addSuppression(a.ctx, { email: 'week@x.example', detail: 'On leave', days: 7 });
    await addSuppression(a.ctx, { email: 'good@x.example', detail: 'Asked' });
    const file = await (await suppressionsCsv(a.ctx, {})).text();
    const ends = async (ctx: typeof a.ctx) =>
      Object.fromEntries((await listSuppressions(ctx, {})).items.map((row) => [row.email, row.expiresAt]));
    const before = await ends(a.ctx);
    expect(await importSuppressions(a.ctx, csv(file))).toMatchObject({ added: 0, existing: 2 });
    expect(await importSuppressions(b.ctx, csv(file))).toMatchObject({ added: 2, existing: 0 });
    expect([await ends(a.ctx), await ends(b.ctx)]).toEqual([before, before]);
    const day = (days: number) => new Date(a.clock.now().getTime() + days * 86_400_000).toISOString();
    const again = `email,expires_at\nweek@x.example,${day(3)}\ngood@x.example,${day(3)}\nover@x.example,${day(-3)}\nbad@x.example,soon\n`;
    expect(await importSuppressions(a.ctx, csv(again))).toMatchObject({
      ...{ total: 4, added: 0, existing: 3, invalid: 1 },
      problems: [{ line: 5, problem: expect.stringContaining('expires_at') }],
    });
    expect(await ends(a.ctx)).toEqual(before);
    const longer = `email,expires_at\nweek@x.example,${day(8)}\nweek@x.example,${day(9)}\nweek@x.example,${day(8)}\n`;
    expect(await importSuppressions(a.ctx, csv(longer))).toMatchObject({ added: 1, existing: 2 });
    expect(await ends(a.ctx)).toEqual({ ...before, 'week@x.example': day(9) });
  });

  it('an export imports into another tenant as it is, a formula stays text', async () => {
    const [a, b] = [await testTenant(database), await testTenant(database)];
    await addSuppression(a.ctx, { email: 'ada@x.example', detail: '=cmd|"x"' });
    await sql`insert into email_suppressions (tenant_id, email_normalized, reason) values (${a.slug}, 'grace@x.example', 'complaint')`;
    await addSuppression(a.ctx, { email: '=tim@x.example', detail: 'Asked' });
    const file = await (await suppressionsCsv(a.ctx, {})).text();
    expect(file).toContain(`"'=cmd|""x"""`);
    expect(await importSuppressions(b.ctx, csv(file))).toMatchObject({ total: 3, added: 3 });
    const both = await Promise.all([a.ctx, b.ctx].map(async (ctx) => (await listSuppressions(ctx, {})).items));
    const [ours, theirs] = both.map((items) => items.map(({ email, reason }) => `${email} ${reason}`).sort());
    expect(theirs).toEqual(ours);
    expect(both[1]?.find(({ email }) => email === 'ada@x.example')?.detail).toBe('=cmd|"x"');
    expect((await listSuppressions(b.ctx, { reason: 'complaint' })).items.map((row) => row.email)).toEqual([
      'grace@x.example',
    ]);
  });

  it('takes a list without a title, refuses a file without addresses, and stores nothing of a hostile one', async () => {
    const { ctx } = await testTenant(database);
    expect(await importSuppressions(ctx, csv('a@x.example\nb@x.example\n'))).toMatchObject({ total: 2, added: 2 });
    await expect(importSuppressions(ctx, csv('a,b\n1,2\n'))).rejects.toMatchObject({
      code: 'invalid',
      fields: { file: expect.any(String) },
    });
    await expect(importSuppressions(ctx, csv(''))).rejects.toMatchObject({ code: 'invalid' });
    await expect(importSuppressions(ctx, csv('email\n"\u0000@x.example"\n'))).rejects.toMatchObject({
      code: 'invalid',
    });
    const big = new Request('http://localhost/api/v1/suppressions/import', { method: 'POST', body: 'x' });
    expect((await upload(big, { params: Promise.resolve({}) })).status).toBe(401);
  });

  it('takes 50,000 addresses in one transaction', async () => {
    const { ctx } = await testTenant(database);
    const text = `email\n${Array.from({ length: 50_000 }, (_, n) => `p${n}@x.example`).join('\n')}`;
    expect(await importSuppressions(ctx, csv(text))).toMatchObject({ total: 50_000, added: 50_000, invalid: 0 });
  }, 30_000);
});

it('the numbers of soft bounces are the defaults until they are set, within bounds', async () => {
  const { ctx, as } = await testTenant(database);
  expect(await getBounceSettings(ctx, {})).toEqual({ softLimit: 3, softWindowDays: 90, expireDays: 30 });
  await setBounceSettings(ctx, { softLimit: 5, softWindowDays: 30, expireDays: 14 });
  expect(await getBounceSettings(ctx, {})).toEqual({ softLimit: 5, softWindowDays: 30, expireDays: 14 });
  await expect(setBounceSettings(ctx, { softLimit: 0, softWindowDays: 30, expireDays: 14 })).rejects.toMatchObject({
    fields: { softLimit: 'is under 1' },
  });
  await expect(
    setBounceSettings(as('user'), { softLimit: 1, softWindowDays: 30, expireDays: 14 }),
  ).rejects.toMatchObject({ code: 'forbidden' });
});
