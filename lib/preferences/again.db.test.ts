import { expect, it } from 'vitest';
import { maySend } from '@/lib/pipeline';
import { linkTokens } from '@/lib/tracking';
import { testDatabase } from '@/lib/testing/database';
import { sentMessage } from '@/lib/testing/sent-message';
import { testTenant } from '@/lib/testing/tenant';
import { createTopic } from '@/lib/topics';
import { peek, setPreferences, unsubscribe } from './index';

const database = await testDatabase();
const sql = database.owner.tags;

it('wanting mailings again, or one topic, after an unsubscription brings back nothing that the page showed as off', async () => {
  for (const alone of [false, true]) {
    const { slug, ctx } = await testTenant(database);
    const { messageId, contactId: id } = await sentMessage(database, slug);
    const token = linkTokens().sign('preferences', slug, messageId);
    const service = async () => (await maySend(ctx, { id, channel: 'email', purpose: 'service' })).reason;
    await setPreferences(token, { purposes: { service: true } });
    await unsubscribe(token);
    expect([await service(), (await peek(token)).purposes[1]]).toEqual([
      'suppressed_unsubscribe',
      { purpose: 'service', granted: false },
    ]);
    const topic = alone ? (await createTopic(ctx, { name: 'Events' })).id : '';
    await setPreferences(token, alone ? { topics: { [topic]: true } } : { purposes: { marketing: true } });
    expect([await service(), (await peek(token)).purposes[1]]).toEqual([
      'consent_withdrawn',
      { purpose: 'service', granted: false },
    ]);
    expect(await sql`select 1 from email_suppressions where tenant_id = ${slug} and deleted_at is null`).toEqual([]);
  }
});
