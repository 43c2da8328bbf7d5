import { describe, expect, it } from 'vitest';
import { testDatabase } from '@/lib/testing/database';
import { testTenant } from '@/lib/testing/tenant';
import { createDkimKey, createProvider, createSender, deleteSender, listSenders, updateSender } from '.';

const database = await testDatabase({ MAIL_DOMAIN: 'mail.example' });
const sql = database.owner.tags;

describe('whom mail comes from', () => {
  it('is an address that is known to be the organisation’s own', async () => {
    const { ctx, slug } = await testTenant(database);
    const add = (fromEmail: string) => createSender(ctx, { fromName: 'Office', fromEmail });
    const refused = { code: 'invalid', fields: { fromEmail: expect.any(String) } };
    for (const other of [
      'office@alumni.example',
      'office@mail.example',
      `x${slug}@mail.example`,
      'not an address',
      'a@b',
    ])
      await expect(add(other), other).rejects.toMatchObject(refused);
    await add(`${slug}.events@mail.example`);
    const key = await createDkimKey(ctx, { domain: 'alumni.example' });
    await expect(add('office@alumni.example')).rejects.toMatchObject(refused);
    await sql`update dkim_keys set published_at = now() where tenant_id = ${slug} and id = ${key.id}`;
    expect(await add('Office@Alumni.Example')).toMatchObject({ fromEmail: 'office@alumni.example', isDefault: false });
    await add('news@mail.alumni.example');
    await expect(add('office@evilalumni.example')).rejects.toMatchObject(refused);
    await createProvider(ctx, { name: 'own', configuration: { kind: 'sendgrid', apiKey: 'x' } });
    await add('office@elsewhere.example');
    await expect(add('other@mail.example')).rejects.toMatchObject(refused);
  });

  it('has one default at any time, which cannot be deleted', async () => {
    const { ctx, slug } = await testTenant(database);
    const [first] = (await listSenders(ctx, {})).items;
    const second = await createSender(ctx, { fromName: 'Events', fromEmail: `${slug}.events@mail.example` });
    await updateSender(ctx, { id: second.id, isDefault: true, fromName: 'All events' });
    const { items } = await listSenders(ctx, {});
    expect(items.map(({ fromName, isDefault }) => [fromName, isDefault])).toEqual([
      ['All events', true],
      [first!.fromName, false],
    ]);
    await expect(deleteSender(ctx, { id: second.id })).rejects.toMatchObject({ code: 'conflict' });
    await deleteSender(ctx, { id: first!.id });
    expect((await listSenders(ctx, {})).items).toHaveLength(1);
  });
});
