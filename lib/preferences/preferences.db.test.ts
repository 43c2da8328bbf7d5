import { describe, expect, it } from 'vitest';
import { maySend } from '@/lib/pipeline';
import { linkTokens } from '@/lib/tracking';
import { testDatabase } from '@/lib/testing/database';
import { sentMessage } from '@/lib/testing/sent-message';
import { testTenant } from '@/lib/testing/tenant';
import { peek, setPreferences, unsubscribe } from './index';

const database = await testDatabase();
const sql = database.owner.tags;
async function arranged() {
  const { slug, ctx } = await testTenant(database);
  const sent = await sentMessage(database, slug);
  const token = linkTokens().sign('preferences', slug, sent.messageId);
  const mailable = async () => (await maySend(ctx, { id: sent.contactId })).reason;
  return { slug, ...sent, token, mailable };
}

describe('peek', () => {
  it('shows what holds and changes nothing', async () => {
    const { slug, token, email } = await arranged();
    expect(await peek(token)).toEqual({
      tenantName: `Tenant ${slug}`,
      email,
      topics: [
        { purpose: 'marketing', granted: true },
        { purpose: 'service', granted: false },
      ],
    });
    expect(await sql`select 1 from outbox where tenant_id = ${slug}`).toHaveLength(0);
  });

  it('knows only links of these kinds that we signed, to people who are still there', async () => {
    const { slug, messageId, contactId, token } = await arranged();
    const other = await testTenant(database);
    for (const bad of [
      '',
      'x',
      `${token}A`,
      linkTokens().sign('pixel', slug, messageId),
      linkTokens().sign('preferences', other.slug, messageId),
    ]) {
      await expect(peek(bad)).rejects.toMatchObject({ code: 'not_found' });
    }
    await sql`update contacts set deleted_at = now() where tenant_id = ${slug} and id = ${contactId}`;
    await expect(peek(token)).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('unsubscribe', () => {
  it('stops the next mailing, leaves an audit row, and again changes nothing', async () => {
    const { slug, token, mailable, messageId } = await arranged();
    expect(await mailable()).toBe('passed');
    for (let i = 0; i < 2; i++) await unsubscribe(token, { requestId: 'request-1', ip: '192.0.2.1' });
    expect(await mailable()).toBe('consent_withdrawn');
    expect((await peek(token)).topics.every((topic) => !topic.granted)).toBe(true);
    expect(await sql`select source from contact_consents where tenant_id = ${slug} and not granted`).toEqual([
      { source: 'preference_page' },
    ]);
    expect(
      await sql`select actor_type, actor_id, ip from audit_logs where tenant_id = ${slug} and action = 'preferences.unsubscribe' limit 1`,
    ).toEqual([{ actor_type: 'public', actor_id: `public:${messageId}`, ip: '192.0.2.1' }]);
  });
});

describe('setPreferences', () => {
  it('wanting a topic again undoes the unsubscription, and a complaint or bounce stays', async () => {
    const { slug, token, mailable, email } = await arranged();
    await unsubscribe(token);
    await sql`insert into email_suppressions (tenant_id, email_normalized, reason) values (${slug}, ${email}, 'bounce')`;
    expect((await setPreferences(token, { topics: { marketing: true } })).topics).toContainEqual({
      purpose: 'marketing',
      granted: true,
    });
    expect(await sql`select reason from email_suppressions where tenant_id = ${slug} and deleted_at is null`).toEqual([
      { reason: 'bounce' },
    ]);
    await sql`update email_suppressions set deleted_at = now() where tenant_id = ${slug}`;
    expect(await mailable()).toBe('passed');
  });

  it('keeps each topic apart; wanting none is an unsubscription', async () => {
    const { slug, token, mailable } = await arranged();
    await setPreferences(token, { topics: { marketing: false, service: true } });
    expect([await mailable(), (await peek(token)).topics]).toEqual([
      'consent_withdrawn',
      [
        { purpose: 'marketing', granted: false },
        { purpose: 'service', granted: true },
      ],
    ]);
    await setPreferences(token, { topics: { service: false } });
    expect(await sql`select reason from email_suppressions where tenant_id = ${slug} and deleted_at is null`).toEqual([
      { reason: 'unsubscribe' },
    ]);
    await setPreferences(token, { topics: { service: false } });
    expect(
      await sql`select 1 from contact_consents where tenant_id = ${slug} and source = 'preference_page'`,
    ).toHaveLength(3);
  });

  it('names an unknown topic', async () => {
    const { token } = await arranged();
    await expect(setPreferences(token, { topics: { spam: true } } as never)).rejects.toMatchObject({ code: 'invalid' });
  });
});
