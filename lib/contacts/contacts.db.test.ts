import { describe, expect, it } from 'vitest';
import { testDatabase } from '@/lib/testing/database';
import { testTenant } from '@/lib/testing/tenant';
import { createContact, getContact, listContacts, updateContact } from '.';

const database = await testDatabase();
const zoe = {
  email: 'Zoe.Angstrom@Example.ORG',
  firstName: ' Zoë ',
  lastName: 'Ångström',
  phone: '020 7946 0018',
  country: 'gb',
  attributes: { class_year: 2012 },
  tags: ['donor'],
};

describe('a contact', () => {
  it('is stored in its normal form and found by any spelling', async () => {
    const { ctx } = await testTenant(database);
    const made = await createContact(ctx, zoe);
    expect(made).toMatchObject({
      displayName: 'Zoë Ångström',
      phone: '+442079460018',
      country: 'GB',
      attributes: { class_year: 2012 },
      tags: ['donor'],
      version: 1,
    });
    for (const q of ['angstrom', 'ZOË', 'example.org', 'strom zo', '79460018']) {
      expect(
        (await listContacts(ctx, { q })).items.map((c) => c.id),
        q,
      ).toEqual([made.id]);
    }
    expect((await listContacts(ctx, { q: 'nobody' })).items).toEqual([]);
    expect((await listContacts(ctx, { q: '%' })).items).toEqual([]);
  });

  it('can be changed although its time zone is none, as long as that is left as it stands', async () => {
    const { ctx, slug } = await testTenant(database);
    const { id } = await createContact(ctx, { email: 'ada@example.org' });
    await database.owner.tags`update contacts set time_zone = 'Berlin' where tenant_id = ${slug} and id = ${id}`;
    const changed = await updateContact(ctx, { id, firstName: 'Grace', timeZone: 'Berlin' });
    expect(changed).toMatchObject({ firstName: 'Grace', timeZone: 'Berlin' });
    await expect(updateContact(ctx, { id, timeZone: 'Paris' })).rejects.toMatchObject({
      code: 'invalid',
      fields: { timeZone: 'is not a time zone such as Europe/London' },
    });
    expect((await updateContact(ctx, { id, timeZone: 'europe/berlin' })).timeZone).toBe('Europe/Berlin');
    await expect(updateContact(ctx, { id, timeZone: 'Berlin' })).rejects.toMatchObject({ code: 'invalid' });
  });

  it('keeps its time zone by the name of today, and refuses what is none', async () => {
    const { ctx } = await testTenant(database);
    const made = await createContact(ctx, { email: 'a@example.org', timeZone: 'asia/calcutta' });
    expect(made.timeZone).toBe('Asia/Kolkata');
    expect((await updateContact(ctx, { id: made.id, timeZone: 'Europe/Kyiv' })).timeZone).toBe('Europe/Kyiv');
    expect((await updateContact(ctx, { id: made.id, timeZone: '' })).timeZone).toBeNull();
    for (const timeZone of ['Berlin', '+05:30'])
      await expect(updateContact(ctx, { id: made.id, timeZone })).rejects.toMatchObject({
        fields: { timeZone: 'is not a time zone such as Europe/London' },
      });
  });

  it('is unique by address in its tenant, whatever its case, and the error names the field', async () => {
    const { ctx } = await testTenant(database);
    await createContact(ctx, { email: 'a@example.org' });
    await expect(createContact(ctx, { email: 'A@EXAMPLE.org' })).rejects.toMatchObject({
      code: 'conflict',
      fields: { email: expect.any(String) },
    });
    const other = await testTenant(database);
    await expect(createContact(other.ctx, { email: 'a@example.org' })).resolves.toMatchObject({
      email: 'a@example.org',
    });
  });

  it('needs something to be found by, and every wrong field is named', async () => {
    const { ctx } = await testTenant(database);
    await expect(createContact(ctx, { firstName: 'Ann' })).rejects.toMatchObject({
      code: 'invalid',
      fields: { email: expect.any(String) },
    });
    await expect(createContact(ctx, { email: 'not an address', phone: '12', country: 'GB' })).rejects.toMatchObject({
      code: 'invalid',
      fields: { email: expect.any(String), phone: expect.any(String) },
    });
  });

  it('changes only what is given, keeps what was replaced, and refuses a stale edit', async () => {
    const { ctx } = await testTenant(database);
    const made = await createContact(ctx, zoe);
    const changed = await updateContact(ctx, {
      id: made.id,
      version: 1,
      lastName: 'Berg',
      attributes: { class_year: 2013 },
    });
    expect(changed).toMatchObject({
      firstName: 'Zoë',
      lastName: 'Berg',
      displayName: 'Zoë Berg',
      email: made.email,
      attributes: { class_year: 2013 },
      tags: ['donor'],
      version: 2,
    });
    await expect(updateContact(ctx, { id: made.id, version: 1, lastName: 'Late' })).rejects.toMatchObject({
      code: 'conflict',
    });
    const history = await database.owner.tags`select key, value from contact_attributes where contact_id = ${made.id}`;
    expect([...history]).toEqual([{ key: 'class_year', value: 2012 }]);
    await expect(updateContact(ctx, { id: made.id, attributes: { class_year: 'late' } })).rejects.toMatchObject({
      code: 'invalid',
      fields: { 'attributes.class_year': expect.any(String) },
    });
  });

  it('leaves one audit row and one fact a command, and nothing at all when the command fails', async () => {
    const { ctx, slug } = await testTenant(database);
    const made = await createContact(ctx, zoe);
    await createContact(ctx, zoe).catch(() => undefined);
    const audit = await database.owner.tags`select action, entity_id from audit_logs where tenant_id = ${slug}`;
    const facts = await database.owner.tags`select type, entity_id from outbox where tenant_id = ${slug}`;
    expect([...audit]).toEqual([{ action: 'contacts.create', entity_id: made.id }]);
    expect([...facts]).toEqual([{ type: 'contact.created', entity_id: made.id }]);
  });
});

describe('the list', () => {
  it('walks every contact once, in the order of names as people sort them', async () => {
    const { ctx } = await testTenant(database);
    const names = ['Öberg', 'Adams', 'Zimmer', 'adams', 'Éluard', 'Oberg', 'Eluard'];
    for (const [i, lastName] of names.entries()) await createContact(ctx, { email: `p${i}@example.org`, lastName });
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listContacts(ctx, { limit: 3, cursor });
      expect(page.total).toBe(names.length);
      seen.push(...page.items.map((c) => c.displayName));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(seen).toEqual(['adams', 'Adams', 'Eluard', 'Éluard', 'Oberg', 'Öberg', 'Zimmer']);
  });

  it('refuses a cursor of another list', async () => {
    const { ctx } = await testTenant(database);
    await expect(listContacts(ctx, { cursor: 'bm9uc2Vuc2U' })).rejects.toMatchObject({
      code: 'invalid',
      fields: { cursor: expect.any(String) },
    });
  });
});

describe('rights', () => {
  it('let a reader read and refuse to write, naming the right', async () => {
    const { ctx, as, asPublic } = await testTenant(database);
    const made = await createContact(ctx, zoe);
    await expect(getContact(as('readonly'), { id: made.id })).resolves.toMatchObject({ id: made.id });
    await expect(createContact(as('readonly'), zoe)).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('contacts:write'),
    });
    await expect(getContact(asPublic(), { id: made.id })).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('end at the tenant: another one’s contact does not exist', async () => {
    const a = await testTenant(database);
    const b = await testTenant(database);
    const made = await createContact(a.ctx, zoe);
    await expect(getContact(b.ctx, { id: made.id })).rejects.toMatchObject({ code: 'not_found' });
    await expect(updateContact(b.ctx, { id: made.id, lastName: 'Stolen' })).rejects.toMatchObject({
      code: 'not_found',
    });
    expect((await listContacts(b.ctx, { q: 'zoe' })).items).toEqual([]);
  });
});
