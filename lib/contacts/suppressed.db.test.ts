import { describe, expect, it } from 'vitest';
import { maySend } from '@/lib/pipeline';
import { suppressionReasons } from '@/lib/pipeline/vocabulary';
import { testDatabase } from '@/lib/testing/database';
import { testTenant } from '@/lib/testing/tenant';
import { createContact, getContact, listContacts, updateContact } from '.';

const database = await testDatabase();
const sql = database.owner.tags;
const [email, phone] = ['ada@x.example', '+491701234567'];
const written = ['email', 'sms', 'whatsapp'] as const;

describe('a contact whose address or number is suppressed', () => {
  it.each([
    [[['bounce', 'email', 'all', null]]],
    [[['manual', 'phone', 'all', null]]],
    [[['manual', 'phone', 'sms', null]]],
    [suppressionReasons.map((reason) => [reason, 'email', 'all', null] as const)],
    [
      [
        ['unsubscribe', 'email', 'all', null],
        ['complaint', 'email', 'all', null],
        ['unsubscribe', 'phone', 'whatsapp', null],
        ['manual', 'phone', 'all', -1],
        ['soft_bounce', 'phone', 'all', 1],
      ],
    ],
  ] as const)('is told with the reason that the gate names, channel by channel, by every read: %j', async (entries) => {
    const [{ ctx, slug }, other] = [await testTenant(database), await testTenant(database)];
    const consents = written.map((channel) => ({ channel, granted: true }));
    const { id } = await createContact(ctx, { email, phone, consents });
    const { id: theirs } = await createContact(other.ctx, { email, phone, consents });
    for (const [reason, kind, channel, days] of entries)
      await sql`insert into email_suppressions (tenant_id, email_normalized, phone_e164, channel, reason, expires_at)
        values (${slug}, ${kind === 'email' ? email : null}, ${kind === 'phone' ? phone : null}, ${channel}, ${reason}, now() + ${days}::int * interval '1 day')`;
    const { suppressed } = await getContact(ctx, { id });
    for (const channel of written) {
      const reason = suppressed[channel];
      expect((await maySend(ctx, { id, channel })).reason).toBe(reason ? `suppressed_${reason}` : 'passed');
    }
    expect(Object.keys(suppressed).length).toBeGreaterThan(0);
    expect((await listContacts(ctx, {})).items[0]?.suppressed).toEqual(suppressed);
    expect((await updateContact(ctx, { id, firstName: 'Ada' })).suppressed).toEqual(suppressed);
    expect((await getContact(other.ctx, { id: theirs })).suppressed).toEqual({});
  });
});
