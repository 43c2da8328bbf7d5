import { createHmac, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { POST } from '@/app/api/hooks/[kind]/[id]/route';
import { changeConsent, feedbackContext } from '@/lib/feedback';
import { maySend } from '@/lib/pipeline';
import { withTenantTags } from '@/lib/platform/db/tenant';
import { createProvider } from '@/lib/sending';
import { listSuppressions, removeSuppression } from '@/lib/suppressions';
import { testDatabase } from '@/lib/testing/database';
import { sentMessage, type SentMessage } from '@/lib/testing/sent-message';
import { testTenant } from '@/lib/testing/tenant';

const database = await testDatabase({ PUBLIC_URL: 'https://ao.example' });
const sql = database.owner.tags;
const second = Math.floor(Date.now() / 1000);
const hour = 3600;

/** An organisation whose Mailgun tells of messages now what happened so many seconds ago. */
async function mailgun() {
  const t = await testTenant(database);
  const configuration = { kind: 'mailgun', domain: 'mg.example', apiKey: 'k', signingKey: 'signing' } as const;
  const { provider } = await createProvider(t.ctx, { name: 'Mailgun', configuration });
  const sent = () => sentMessage(database, t.slug, { sentAt: new Date((second - 5 * hour) * 1000) });
  const tell = async ({ messageId }: SentMessage, event: string, secondsAgo: number) => {
    const token = randomBytes(25).toString('hex');
    const signature = createHmac('sha256', 'signing').update(`${second}${token}`).digest('hex');
    const variables = { 'user-variables': { ao_message: messageId } };
    const body = JSON.stringify({
      signature: { timestamp: String(second), token, signature },
      'event-data': { event, id: token, timestamp: second - secondsAgo, ...variables },
    });
    const request = new Request('http://10.0.0.1/', { method: 'POST', body });
    const response = await POST(request, { params: Promise.resolve({ kind: 'mailgun', id: provider.id }) });
    expect(await response.json()).toEqual({ taken: 1 });
  };
  const agree = ({ contactId }: SentMessage, secondsAgo: number) =>
    withTenantTags(feedbackContext(database.services, t.slug), (tags) =>
      changeConsent(tags, t.slug, {
        ...{ contactId, channel: 'email', purpose: 'marketing', granted: true, again: true },
        ...{ source: 'form', detail: null, actor: 'test', at: new Date((second - secondsAgo) * 1000) },
      }),
    );
  const stands = async ({ contactId, email }: SentMessage) => ({
    verdict: (await maySend(t.ctx, { id: contactId })).reason,
    listed: [
      ...(await sql`select reason, created_at from email_suppressions where tenant_id = ${t.slug} and email_normalized = ${email} and deleted_at is null`),
    ],
    said: [
      ...(await sql`select purpose, granted, occurred_at from contact_consent_state where tenant_id = ${t.slug} and contact_id = ${contactId}`),
    ],
  });
  return { ...t, sent, tell, agree, stands };
}

describe('what a provider tells late', () => {
  it.each(['unsubscribed', 'complained'])('of who %s ends as if it had been told in time', async (event) => {
    const { sent, tell, agree, stands } = await mailgun();
    const [inTime, late] = [await sent(), await sent()];
    await tell(inTime, event, 2 * hour);
    await agree(inTime, hour);
    await agree(late, hour);
    await tell(late, event, 2 * hour);
    const [a, b] = [await stands(inTime), await stands(late)];
    expect(b).toEqual(a);
    expect(b.said).toMatchObject([{ purpose: 'marketing', granted: true }]);
    expect(b.verdict).toBe(event === 'unsubscribed' ? 'passed' : 'suppressed_complaint');
  });

  it.each([
    ['unsubscribed', 'unsubscribe'],
    ['complained', 'complaint'],
  ])('of who %s counts from when it happened where nothing newer was said', async (event, reason) => {
    const { sent, tell, agree, stands } = await mailgun();
    const message = await sent();
    const at = new Date((second - 2 * hour) * 1000);
    await agree(message, 3 * hour);
    await tell(message, event, 2 * hour);
    expect(await stands(message)).toEqual({
      verdict: 'consent_withdrawn',
      listed: [{ reason, created_at: at }],
      said: [{ purpose: 'marketing', granted: false, occurred_at: at }],
    });
  });

  it('does not put back on the list what was taken off it since; what happened after that does', async () => {
    const { ctx, clock, sent, tell, stands } = await mailgun();
    const first = await sent();
    await tell(first, 'complained', 3 * hour);
    const [entry] = (await listSuppressions(ctx, {})).items;
    clock.advance(-hour * 1000);
    await removeSuppression(ctx, { id: entry!.id, note: 'She pressed the wrong button', confirm: first.email });
    await tell(first, 'complained', 2 * hour);
    expect((await stands(first)).listed).toEqual([]);
    await tell(first, 'complained', 10);
    expect((await stands(first)).listed).toMatchObject([{ reason: 'complaint' }]);
  });
});
