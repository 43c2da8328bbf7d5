import { afterAll, describe, expect, it } from 'vitest';
import {
  createContact,
  dryRunImport,
  getContact,
  getImport,
  importContactsJob,
  importErrorsCsv,
  listConsents,
  listContacts,
  listImports,
  receiveImport,
  removeContact,
  setConsent,
  setDoNotContact,
  saveImportMapping,
  startImport,
  cancelImport,
} from '@/lib/contacts';
import { maySend } from '@/lib/pipeline';
import type { Ctx } from '@/lib/platform/context';
import { startJobRunner } from '@/lib/platform/jobs';
import { bytesOf, consentSource, ended, load, upload } from '@/lib/testing/contact-imports';
import { testDatabase } from '@/lib/testing/database';
import { testTenant } from '@/lib/testing/tenant';
import { createTopic } from '@/lib/topics';
import { batchRows } from './plan';
import { sampleFile } from './sample-file';

const database = await testDatabase();
const runner = await startJobRunner(database.services, [importContactsJob], { worker: 'test', pollMs: 500 });
afterAll(() => runner.stop());

const csvOf = async (ctx: Ctx, id: string) => {
  let text = '';
  for await (const part of (await importErrorsCsv(ctx, { id })).lines) text += part;
  return text;
};

describe('an import of contacts', () => {
  it('takes 100,000 rows of real-world CSV with exact counts, and the same file again creates nothing', async () => {
    const { ctx, slug } = await testTenant(database);
    const file = sampleFile({ rows: 100_000, bom: true });
    const first = await load(ctx, file.bytes);
    expect(first).toMatchObject({ status: 'completed', rows: file.rows, warnings: file.warnings, error: null });
    const count = async (table: string) =>
      Number(
        (
          await database.owner.tags`select count(*) as n from ${database.owner.tags(table)} where tenant_id = ${slug}`
        )[0]?.['n'],
      );
    expect(await count('contacts')).toBe(file.rows.created);
    expect(await count('contact_consents')).toBe(file.rows.created);
    expect(await count('contact_import_chunks')).toBe(0);
    const again = await load(ctx, file.bytes);
    expect(again.rows).toEqual({ ...file.rows, created: 0, skipped: file.rows.created + file.rows.skipped });
    expect(await count('contacts')).toBe(file.rows.created);
    expect(await count('contact_consents')).toBe(file.rows.created);
    const facts = await database.owner.tags<
      { n: number }[]
    >`select sum(jsonb_array_length(payload->'ids'))::int as n from outbox where tenant_id = ${slug} and type = 'contact.imported'`;
    expect(facts[0]?.n).toBe(file.rows.created);
  }, 300_000);

  it('reads Latin-1 names, and keeps what a person is', async () => {
    const { ctx } = await testTenant(database);
    const done = await load(ctx, sampleFile({ rows: 120, bom: false }).bytes);
    expect(done).toMatchObject({ status: 'completed', format: { encoding: 'windows-1252', delimiter: ';' } });
    const { items } = await listContacts(ctx, { limit: 200 });
    const one = items.find((contact) => contact.email?.toLowerCase() === 'person1@example.org');
    expect(one).toMatchObject({
      displayName: 'Zoë 1 Müller',
      phone: '+4930901820001',
      externalId: 'K1',
      source: 'import',
      consent: { email: true },
      attributes: { ort: 'Málaga' },
    });
  });

  it('updates by key: values of the file win, empty cells change nothing, replaced values are kept in the history', async () => {
    const { ctx, slug } = await testTenant(database);
    const made = await createContact(ctx, {
      email: 'anna@example.org',
      firstName: 'Ana',
      lastName: 'Old',
      attributes: { city: 'Bonn', year: 1999 },
      tags: ['alpha'],
    });
    const csv =
      'email,first name,last name,city,tags\nANNA@example.org,Anna,,Köln,"beta, alpha"\nnew@example.org,New,,,\n';
    const done = await load(ctx, csv);
    expect(done.rows).toEqual({ total: 2, created: 1, updated: 1, skipped: 0, failed: 0 });
    expect(await getContact(ctx, { id: made.id })).toMatchObject({
      email: 'anna@example.org',
      displayName: 'Anna Old',
      attributes: { city: 'Köln', year: 1999 },
      tags: ['alpha', 'beta'],
      version: made.version + 1,
      consent: { email: true },
    });
    const history = await database.owner.tags`select key, value from contact_attributes where tenant_id = ${slug}`;
    expect([...history]).toEqual([{ key: 'city', value: 'Bonn' }]);
    expect((await load(ctx, csv)).rows).toEqual({ total: 2, created: 0, updated: 0, skipped: 2, failed: 0 });
  });

  it('never brings back who opted out', async () => {
    const { ctx } = await testTenant(database);
    const made = await createContact(ctx, { email: 'out@example.org' });
    await setConsent(ctx, { id: made.id, channel: 'email', granted: false });
    expect((await load(ctx, 'email\nout@example.org\n')).rows).toMatchObject({ skipped: 1, updated: 0 });
    expect((await listConsents(ctx, { id: made.id })).items).toMatchObject([{ granted: false }]);
  });

  it('fails a row whose address belongs to another contact than its key names, and says which line has it in the file', async () => {
    const { ctx } = await testTenant(database);
    await createContact(ctx, { email: 'taken@example.org', externalId: 'A' });
    const mapping = JSON.stringify({
      columns: [
        { column: 'id', target: 'externalId' },
        { column: 'mail', target: 'email' },
      ],
      key: 'externalId',
    });
    const done = await load(ctx, 'id,mail\nB,taken@example.org\nC,c@example.org\nD,C@example.org\nA,a2@example.org\n', {
      mapping,
    });
    expect(done.rows).toEqual({ total: 4, created: 1, updated: 1, skipped: 0, failed: 2 });
    const errors = await csvOf(ctx, done.id);
    expect(errors).toContain('2,error,,taken@example.org,"this email address belongs to another contact;');
    expect(errors).toContain('4,error,,c@example.org,its email belongs to the person on line 3,D,C@example.org');
  });

  it('what one batch frees, the next one may take, although both are stored at the same time', async () => {
    const { ctx } = await testTenant(database);
    await createContact(ctx, { email: 'a@example.org', externalId: 'X' });
    const lines = Array.from({ length: 4 * batchRows }, (_, i) => `p${i}@example.org,P${i}`);
    lines[2 * batchRows - 1] = 'a@example.org,Y';
    lines[2 * batchRows] = 'b@example.org,X';
    const mapping = JSON.stringify({
      columns: [
        { column: 0, target: 'email' },
        { column: 1, target: 'externalId' },
      ],
    });
    const done = await load(ctx, `mail,id\n${lines.join('\n')}\n`, { mapping });
    const total = lines.length;
    expect(done.rows).toEqual({ total, created: total - 1, updated: 1, skipped: 0, failed: 0 });
    const { items } = await listContacts(ctx, { q: 'b@example.org' });
    expect(items).toMatchObject([{ externalId: 'X' }]);
  }, 300_000);

  it('gives the rows with problems back as CSV that no spreadsheet takes for formulas', async () => {
    const { ctx } = await testTenant(database);
    const done = await load(ctx, 'email,note\n=cmd()@x,"=1+1"\nok@example.org,fine\nOK@example.org,twice\n');
    expect(done).toMatchObject({ rows: { total: 3, created: 1, updated: 0, skipped: 1, failed: 1 }, warnings: 1 });
    const lines = (await csvOf(ctx, done.id)).split('\r\n');
    expect(lines[0]).toBe('\ufeffline,severity,column,value,message,email,note');
    expect(lines[1]).toMatch(/^2,error,email,'=cmd\(\)@x,.*,'=cmd\(\)@x,'=1\+1$/);
    expect(lines[2]).toContain(
      '4,warning,,ok@example.org,"the same email as line 3; the first one counts",OK@example.org,twice',
    );
  });

  it('held, it shows columns and sample, counts a dry run that changes nothing, and starts with the chosen mapping', async () => {
    const { ctx, slug } = await testTenant(database);
    await createContact(ctx, { email: 'a@example.org', firstName: 'A' });
    const held = await upload(ctx, 'email,first name\na@example.org,B\nb@example.org,C\nbad,D\nb@example.org,E\n', {
      hold: '1',
    });
    expect(held).toMatchObject({
      status: 'uploaded',
      jobId: null,
      sample: [
        ['a@example.org', 'B'],
        ['b@example.org', 'C'],
        ['bad', 'D'],
        ['b@example.org', 'E'],
      ],
    });
    expect(held.columns.map((column) => column.target)).toEqual(['email', 'firstName']);
    const { mapping } = held;
    const tried = await dryRunImport(ctx, { id: held.id, mapping });
    expect(tried).toMatchObject({
      rows: 4,
      created: 1,
      updated: 1,
      unchanged: 0,
      repeated: 1,
      failed: 1,
      sampled: false,
    });
    expect(tried.problems.map((problem) => problem.line)).toEqual([4, 5]);
    expect(await database.owner.tags`select 1 from contacts where tenant_id = ${slug}`).toHaveLength(1);
    const started = await startImport(ctx, { id: held.id, mapping, consentSource });
    await expect(startImport(ctx, { id: held.id, mapping, consentSource })).rejects.toMatchObject({ code: 'conflict' });
    expect((await ended(ctx, started)).rows).toEqual({ total: 4, created: 1, updated: 1, skipped: 1, failed: 1 });
  });

  it('not started, it keeps an unfinished mapping for whoever comes back, until it is started or discarded', async () => {
    const { ctx, as } = await testTenant(database);
    const other = await testTenant(database);
    const { id } = await upload(ctx, 'mail,nick\na@example.org,Al\n', { hold: '1' });
    const half = {
      columns: [
        { column: 0, target: 'ignore' as const },
        { column: 'nick', target: 'attributes.nick' as const, type: 'text' as const },
      ],
      key: 'email' as const,
      defaultCountry: 'PL',
      onConflict: 'keep' as const,
      tagSeparator: '|',
    };
    await saveImportMapping(ctx, { id, mapping: half, consentSource: '', consent: [] });
    const [listed] = (await listImports(ctx, {})).items;
    expect(listed).toMatchObject({
      id,
      status: 'uploaded',
      mapping: half,
      consentSource: null,
      consent: [],
      jobId: null,
    });
    await saveImportMapping(ctx, { id, mapping: { mail: 'email' } });
    expect(await getImport(ctx, { id })).toMatchObject({ mapping: { columns: [{ column: 'mail', target: 'email' }] } });
    const bad = saveImportMapping(ctx, { id, mapping: { columns: [{ column: 7, target: 'email' }] } });
    await expect(bad).rejects.toMatchObject({ code: 'invalid', fields: { mapping: expect.any(String) } });
    await expect(saveImportMapping(other.ctx, { id, mapping: half })).rejects.toMatchObject({ code: 'not_found' });
    const reader = saveImportMapping(as(['contacts:read']), { id, mapping: half });
    await expect(reader).rejects.toMatchObject({ code: 'forbidden' });
    const started = await startImport(ctx, { id, mapping: { mail: 'email' }, consentSource });
    expect(started).toMatchObject({ consent: [] });
    await expect(saveImportMapping(ctx, { id, mapping: half })).rejects.toMatchObject({ code: 'conflict' });
    const left = await upload(ctx, 'mail\nb@example.org\n', { hold: '1' });
    expect(await cancelImport(ctx, { id: left.id })).toMatchObject({ status: 'cancelled' });
    const late = saveImportMapping(ctx, { id: left.id, mapping: { mail: 'email' } });
    await expect(late).rejects.toMatchObject({ code: 'conflict' });
  });

  it('understands a short mapping of titles to targets', async () => {
    const { ctx } = await testTenant(database);
    const done = await load(ctx, 'a,b\nx@example.org,Xa\n', { mapping: '{"a":"email","b":"first_name"}' });
    expect(done.rows.created).toBe(1);
    expect((await listContacts(ctx, {})).items[0]).toMatchObject({ email: 'x@example.org', firstName: 'Xa' });
  });

  it('keeps contacts that exist as they are when the mapping says so', async () => {
    const { ctx } = await testTenant(database);
    const made = await createContact(ctx, { email: 'a@example.org', firstName: 'A' });
    const mapping = JSON.stringify({
      columns: [
        { column: 0, target: 'email' },
        { column: 1, target: 'firstName' },
      ],
      onConflict: 'keep',
    });
    expect((await load(ctx, 'email,x\na@example.org,B\nb@example.org,B\n', { mapping })).rows).toMatchObject({
      created: 1,
      updated: 0,
      skipped: 1,
    });
    expect(await getContact(ctx, { id: made.id })).toMatchObject({ firstName: 'A', consent: {} });
  });

  it('makes a new contact where the old one of that address was deleted', async () => {
    const { ctx } = await testTenant(database);
    const made = await createContact(ctx, { email: 'gone@example.org' });
    await removeContact(ctx, { id: made.id });
    expect((await load(ctx, 'email\ngone@example.org\n')).rows.created).toBe(1);
    await expect(getContact(ctx, { id: made.id })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('does not bring back who opted out before they were deleted, and gives no consent in their name', async () => {
    const { ctx, clock } = await testTenant(database);
    const made = await createContact(ctx, {
      email: 'gone@example.org',
      consents: [{ channel: 'email', granted: true }],
    });
    clock.advance(1000);
    await setConsent(ctx, { id: made.id, channel: 'email', granted: false });
    await removeContact(ctx, { id: made.id });
    const csv = 'email\ngone@example.org\nfresh@example.org\n';
    expect((await load(ctx, csv)).rows).toMatchObject({ created: 2, skipped: 0 });
    expect((await load(ctx, csv)).rows).toMatchObject({ created: 0, skipped: 2 });
    const consentOf = async (q: string) => (await listContacts(ctx, { q })).items[0]?.consent;
    expect(await consentOf('gone@example.org')).toEqual({});
    expect(await consentOf('fresh@example.org')).toEqual({ email: true });
  });

  it('leaves closed and left what was closed and left before they were deleted: a channel, a topic', async () => {
    const { ctx, clock } = await testTenant(database);
    const [events, appeals] = [await createTopic(ctx, { name: 'Events' }), await createTopic(ctx, { name: 'Appeals' })];
    const agreed = [{ channel: 'email' as const, granted: true }];
    const [leaver, closed] = [
      await createContact(ctx, { email: 'leaver@example.org', consents: agreed }),
      await createContact(ctx, { email: 'closed@example.org', consents: agreed }),
    ];
    clock.advance(1000);
    await setConsent(ctx, { id: leaver.id, channel: 'email', purpose: 'topic', topicId: events.id, granted: false });
    await setDoNotContact(ctx, { id: closed.id, on: true });
    for (const { id } of [leaver, closed]) await removeContact(ctx, { id });
    clock.advance(1000);
    await load(ctx, 'email\nleaver@example.org\nclosed@example.org\n');
    const reasonOf = async (q: string, topicId: string) => {
      const [found] = (await listContacts(ctx, { q })).items;
      return (await maySend(ctx, { id: found!.id, topicId })).reason;
    };
    expect(await reasonOf('leaver', events.id)).toBe('topic_withdrawn');
    expect(await reasonOf('leaver', appeals.id)).toBe('passed');
    expect(await reasonOf('closed', appeals.id)).toBe('no_consent');
  });

  it('fails, and does not end as if it were whole, when a part of its file is gone', async () => {
    const { ctx, slug } = await testTenant(database);
    const lines = Array.from({ length: 120_000 }, (_, i) => `person${i}@example.org`);
    const { id } = await upload(ctx, `email\n${lines.join('\n')}\n`, { hold: '1' });
    await database.owner
      .tags`delete from contact_import_chunks where tenant_id = ${slug} and import_id = ${id} and n = 2`;
    await startImport(ctx, { id, mapping: { email: 'email' }, consentSource });
    const done = await ended(ctx, { id });
    expect(done).toMatchObject({ status: 'failed', error: expect.stringContaining('Upload it again') });
    const [stored] = await database.owner.tags`select count(*)::int as n from contacts where tenant_id = ${slug}`;
    expect(stored).toEqual({ n: done.rows.created });
  }, 120_000);

  it.each([
    ['without a consent source', 'email\na@example.org\n', { consentSource: '' }, 'consentSource'],
    [
      'with a mapping that names no column of the file',
      'email\na@example.org\n',
      { mapping: '{"Mail address":"email"}' },
      'mapping',
    ],
    ['with a mapping that is not JSON', 'email\na@example.org\n', { mapping: '{' }, 'mapping'],
    ['whose columns nobody can tell', 'x,y\n1,2\n', {}, 'mapping'],
    ['that is empty', '', {}, 'file'],
  ])('refuses a file %s, names the field, and leaves nothing', async (_, content, query, field) => {
    const { ctx, slug } = await testTenant(database);
    const error = await upload(ctx, content, query).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'invalid', fields: { [field]: expect.any(String) } });
    expect(await database.owner.tags`select 1 from contact_imports where tenant_id = ${slug}`).toHaveLength(0);
    expect(await database.owner.tags`select 1 from attribute_definitions where tenant_id = ${slug}`).toHaveLength(0);
  });

  it('an upload that breaks off leaves nothing', async () => {
    const { ctx, slug } = await testTenant(database);
    const broken = async function* () {
      yield Buffer.alloc(3 << 20, 'a');
      throw new Error('the line went dead');
    };
    await expect(receiveImport(ctx, broken(), { consentSource })).rejects.toThrow('line went dead');
    await expect(receiveImport(ctx, bytesOf('email\na@example.org\n'), { consentSource }, 4711)).rejects.toMatchObject({
      code: 'invalid',
    });
    expect(await database.owner.tags`select 1 from contact_import_chunks where tenant_id = ${slug}`).toHaveLength(0);
    expect((await listImports(ctx, {})).items).toEqual([]);
  });

  it('an import that waits can be cancelled, and another tenant sees nothing of it', async () => {
    const [mine, other] = [await testTenant(database), await testTenant(database)];
    const held = await upload(mine.ctx, 'email\na@example.org\n', { hold: 'true' });
    await expect(getImport(other.ctx, { id: held.id })).rejects.toMatchObject({ code: 'not_found' });
    await expect(importErrorsCsv(other.ctx, { id: held.id })).rejects.toMatchObject({ code: 'not_found' });
    expect(await cancelImport(mine.ctx, { id: held.id })).toMatchObject({ status: 'cancelled' });
    await expect(upload(mine.as(['contacts:read']), 'email\n')).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('survives bytes that no text should have', async () => {
    const { ctx } = await testTenant(database);
    const utf16 = Buffer.concat([
      Buffer.from([0xff, 0xfe]),
      Buffer.from('email,note\na@example.org,"lone \ud800 half"\nbad \ud800,x\n', 'utf16le'),
    ]);
    expect((await load(ctx, utf16)).rows).toMatchObject({ created: 1, failed: 1 });
    const late = Buffer.concat([
      Buffer.from(`email,note\n${'b@example.org,x\n'.repeat(20_000)}`),
      Buffer.from('nul\0,\\N\nc@example.org,tab\\\there\n'),
    ]);
    expect((await load(ctx, late)).rows).toEqual({ total: 20_002, created: 2, updated: 0, skipped: 19_999, failed: 1 });
  });
});
