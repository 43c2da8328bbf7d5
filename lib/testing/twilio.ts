import { createHmac } from 'node:crypto';
import { POST } from '@/app/api/hooks/[kind]/[id]/route';
import { createProvider } from '@/lib/sending';
import type { TestDatabase } from './database';
import { sentMessage } from './sent-message';
import { testTenant } from './tenant';

/** The number that both people of `sharedNumber` have. */
export const sharedE164 = '+491701234567';

/** An organisation that writes texts through Twilio: two people share a number, and one of them was written to by SMS. */
export async function sharedNumber(database: TestDatabase, channels: readonly string[]) {
  const sql = database.owner.tags;
  const t = await testTenant(database);
  const { provider } = await createProvider(t.ctx, {
    name: 'Phone',
    configuration: { kind: 'twilio', accountSid: `AC${'0'.repeat(32)}`, from: '+491700000000', authToken: 'token' },
  });
  const sent = await sentMessage(database, t.slug);
  await sql`update contacts set phone = ${sharedE164}, phone_e164 = ${sharedE164} where tenant_id = ${t.slug}`;
  const [other] = await sql<{ id: string }[]>`
    insert into contacts (tenant_id, display_name, phone, phone_e164) values (${t.slug}, 'Charles', ${sharedE164}, ${sharedE164}) returning id`;
  if (!other) throw new Error('the second person was not inserted');
  await sql`insert into contact_consents (tenant_id, contact_id, channel, purpose, granted, source, occurred_at)
    select tenant_id, id, c, 'marketing', true, 'form', now() - interval '1 day' from contacts, unnest(${channels as string[]}::text[]) c where tenant_id = ${t.slug}`;
  await sql`update pipeline_messages set channel = 'sms', recipient_address = ${sharedE164} where tenant_id = ${t.slug}`;
  return { ...t, ...sent, other: other.id, providerId: provider.id };
}

/** Twilio tells something, signed as it does; the database's PUBLIC_URL is https://ao.example. */
export function twilioSays(
  providerId: string,
  fields: Readonly<Record<string, string>>,
  { query = '', secret = 'token' } = {},
): Promise<Response> {
  const path = `/api/hooks/twilio/${providerId}${query}`;
  const text = Object.entries(fields)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => name + value)
    .join('');
  const signature = createHmac('sha1', secret).update(`https://ao.example${path}${text}`).digest('base64');
  const request = new Request(`http://10.0.0.1${path}`, {
    method: 'POST',
    body: new URLSearchParams(fields).toString(),
    headers: { 'x-twilio-signature': signature },
  });
  return POST(request, { params: Promise.resolve({ kind: 'twilio', id: providerId }) });
}
