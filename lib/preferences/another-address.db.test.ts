import { describe, expect, it } from 'vitest';
import { createContact } from '@/lib/contacts';
import { maySend } from '@/lib/pipeline';
import { linkTokens } from '@/lib/tracking';
import { testDatabase } from '@/lib/testing/database';
import { sentMessage } from '@/lib/testing/sent-message';
import { testTenant } from '@/lib/testing/tenant';
import { peek, setPreferences, unsubscribe } from './index';

const database = await testDatabase();
const sql = database.owner.tags;

/** A person who got a message at one address and has another by now. */
async function moved() {
  const { slug, ctx } = await testTenant(database);
  const { contactId, messageId, email } = await sentMessage(database, slug);
  const move = () =>
    sql`update contacts set email = 'new@example.org', email_normalized = 'new@example.org' where tenant_id = ${slug} and id = ${contactId}`;
  return { slug, ctx, contactId, email, move, token: linkTokens().sign('preferences', slug, messageId) };
}

describe('the link of who has another address by now', () => {
  it('ends what goes to the new one, by the button and box by box', async () => {
    for (const leave of [
      (token: string) => unsubscribe(token),
      (token: string) => setPreferences(token, { purposes: { service: false } }),
    ]) {
      const { slug, ctx, token, contactId, move } = await moved();
      await sql`delete from contact_consents where tenant_id = ${slug}`;
      await sql`insert into contact_consents (tenant_id, contact_id, channel, purpose, granted, source, occurred_at) values (${slug}, ${contactId}, 'email', 'service', true, 'form', now() - interval '1 day')`;
      await move();
      await leave(token);
      const asked = (['service', 'marketing'] as const).map((purpose) => maySend(ctx, { id: contactId, purpose }));
      expect((await Promise.all(asked)).map(({ reason }) => reason)).toEqual([
        'consent_withdrawn',
        'consent_withdrawn',
      ]);
      expect(await peek(token)).toMatchObject({ isOff: true, canLeave: false });
    }
  });

  it('and wants mailings again takes no address off the list that is somebody else’s by now', async () => {
    const { slug, ctx, token, contactId, move, email } = await moved();
    await unsubscribe(token);
    await move();
    await createContact(ctx, { email });
    expect((await setPreferences(token, { purposes: { marketing: true } })).isOff).toBe(false);
    expect((await maySend(ctx, { id: contactId })).reason).toBe('passed');
    const [entry] = await sql`select address, deleted_at from email_suppressions where tenant_id = ${slug}`;
    expect(entry).toEqual({ address: email, deleted_at: null });
  });
});
