import { createHmac, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { POST } from '@/app/api/hooks/[kind]/[id]/route';
import { createProvider } from '@/lib/sending';
import { testDatabase } from '@/lib/testing/database';
import { sentMessage } from '@/lib/testing/sent-message';
import { testTenant, type TestTenant } from '@/lib/testing/tenant';

const database = await testDatabase({ PUBLIC_URL: 'https://ao.example' });
const sql = database.owner.tags;
const second = Math.floor(Date.now() / 1000);

async function hookOf(t: TestTenant): Promise<string> {
  const configuration = { kind: 'mailgun', domain: 'mg.example', apiKey: 'k', signingKey: 'signing' } as const;
  return (await createProvider(t.ctx, { name: 'mailgun', configuration })).provider.id;
}
const post = async (id: string, body: string) => {
  const request = new Request('http://10.0.0.1:3000/', { method: 'POST', body });
  const response = await POST(request, { params: Promise.resolve({ kind: 'mailgun', id }) });
  return { status: response.status, body: (await response.json()) as { taken?: number } };
};
const rowOf = async (tenant: string, id: string) =>
  (await sql`select * from pipeline_messages where tenant_id = ${tenant} and id = ${id}`)[0]!;
const signatureOf = (token = randomBytes(25).toString('hex')) => {
  const signature = createHmac('sha256', 'signing').update(`${second}${token}`).digest('hex');
  return { timestamp: String(second), token, signature };
};

describe('Mailgun', () => {
  const bodyOf = (signature: object, messageId: string, event: string) =>
    JSON.stringify({
      signature,
      'event-data': { id: event, timestamp: second, 'user-variables': { ao_message: messageId }, event },
    });

  it('signs a second and a token: they stand for the body that they came with, and for no other', async () => {
    const [t, other] = [await testTenant(database), await testTenant(database)];
    const [hook, theirs] = [await hookOf(t), await hookOf(other)];
    const { messageId } = await sentMessage(database, t.slug);
    const captured = signatureOf();
    const body = bodyOf(captured, messageId, 'delivered');
    const forged = bodyOf(captured, messageId, 'complained');
    expect(await post(hook, body)).toEqual({ status: 200, body: { taken: 1 } });
    expect(await post(hook, body)).toEqual({ status: 200, body: { taken: 0 } });
    expect((await post(hook, forged)).status).toBe(403);
    expect(await rowOf(t.slug, messageId)).toMatchObject({ status: 'delivered', complained_at: null });
    expect((await post(theirs, body)).status).toBe(200);
  });

  it('cannot have a token cut in another place to seem a new one', async () => {
    const t = await testTenant(database);
    const hook = await hookOf(t);
    const { messageId } = await sentMessage(database, t.slug);
    const captured = signatureOf(`e0${'a'.repeat(48)}`);
    expect((await post(hook, bodyOf(captured, messageId, 'delivered'))).status).toBe(200);
    const cut = { ...captured, timestamp: `${second}e0`, token: 'a'.repeat(48) };
    expect((await post(hook, bodyOf(cut, messageId, 'complained'))).status).toBe(403);
  });

  it('may send a token again whose first request told nothing, or failed on our side', async () => {
    const t = await testTenant(database);
    const hook = await hookOf(t);
    const { messageId } = await sentMessage(database, t.slug);
    const silent = signatureOf();
    expect((await post(hook, bodyOf(silent, messageId, 'accepted'))).body).toEqual({ taken: 0 });
    expect((await post(hook, bodyOf(silent, messageId, 'complained'))).status).toBe(403);
    const body = bodyOf(signatureOf(), messageId, 'delivered');
    await sql`alter table pipeline_delivery_logs rename to logs_away`;
    expect((await post(hook, body)).status).toBe(500);
    await sql`alter table logs_away rename to pipeline_delivery_logs`;
    expect((await post(hook, body)).body).toEqual({ taken: 1 });
  });

  it('sent twice at once is taken once', async () => {
    const t = await testTenant(database);
    const hook = await hookOf(t);
    const { messageId } = await sentMessage(database, t.slug);
    const captured = signatureOf();
    const bodies = ['delivered', 'complained'].map((event) => bodyOf(captured, messageId, event));
    const answers = await Promise.all([...bodies, ...bodies].map((body) => post(hook, body)));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 200, 403, 403]);
    expect(answers.reduce((sum, { body }) => sum + (body.taken ?? 0), 0)).toBe(1);
  });
});
