import { expect, it } from 'vitest';
import { createContact, setDoNotContact } from '@/lib/contacts';
import { testDatabase } from '@/lib/testing/database';
import { testTenant } from '@/lib/testing/tenant';
import { createProvider, testProvider } from '..';

const database = await testDatabase();
const sql = database.owner.tags;
const [open, listed, closed] = ['+491701234561', '+491701234562', '+491701234563'];

it('a test text goes to no number that is suppressed, or whose owner wants nothing on that channel', async () => {
  const { ctx, slug } = await testTenant(database);
  const { provider } = await createProvider(ctx, {
    name: 'Phone',
    configuration: { kind: 'twilio', accountSid: `AC${'0'.repeat(32)}`, from: '+491700000000', authToken: 'token' },
  });
  await sql`insert into email_suppressions (tenant_id, phone_e164, channel, reason) values (${slug}, ${listed}, 'sms', 'manual')`;
  const { id } = await createContact(ctx, { firstName: 'Grace', phone: closed });
  await setDoNotContact(ctx, { id, on: true, channels: ['sms'] });
  const other = await testTenant(database);
  await sql`insert into email_suppressions (tenant_id, phone_e164, channel, reason) values (${other.slug}, ${open}, 'sms', 'manual')`;
  for (const to of [listed, closed])
    await expect(testProvider(ctx, { id: provider.id, to })).rejects.toMatchObject({
      code: 'invalid',
      fields: { to: expect.stringContaining('test with a number of your own') },
    });
  expect(await testProvider(ctx, { id: provider.id, to: open })).toMatchObject({ reference: null });
});
