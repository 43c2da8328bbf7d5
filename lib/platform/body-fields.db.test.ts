import { expect, it } from 'vitest';
import { POST as retry } from '@/app/api/v1/campaigns/[id]/recipients/retry/route';
import { POST as createContact } from '@/app/api/v1/contacts/route';
import { POST as createProvider } from '@/app/api/v1/providers/route';
import { POST as createSegment } from '@/app/api/v1/segments/route';
import { createApiKey } from '@/lib/identity';
import { testDatabase } from '@/lib/testing/database';
import { queuedCampaign } from '@/lib/testing/outbound';
import { testTenant } from '@/lib/testing/tenant';
import { verbs } from '@/lib/registry';
import { assertFields, bodyShapeOf } from './body-fields';
import type { Handler } from './route';

const database = await testDatabase();
const sql = database.owner.tags;

async function caller() {
  const { ctx, slug } = await testTenant(database);
  const { key } = await createApiKey(ctx, { scopes: ['*'] });
  const send = async (handler: Handler, body: unknown, params?: Record<string, string>) => {
    const headers = { authorization: `Bearer ${key}` };
    const request = new Request('http://localhost/api/v1/x', { method: 'POST', headers, body: JSON.stringify(body) });
    // Next gives no parameters at all where the path has none.
    const answer = await handler(request, { params: Promise.resolve(params as Record<string, string>) });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  return { send, slug };
}

it('a field that a verb does not know is refused by its path, and nothing is changed', async () => {
  const { send, slug } = await caller();
  const refused = async (handler: Handler, body: unknown, ...fields: string[]) => {
    const answer = await send(handler, body);
    expect(answer).toMatchObject({ status: 400, body: { code: 'unknown_parameter' } });
    expect(Object.keys(answer.body['fields'] as object)).toEqual(fields);
  };
  await refused(createContact, { email: 'a@example.org', firstname: 'Ada', x: 1 }, 'firstname', 'x');
  const consent = { channel: 'email', purpose: 'marketing', granted: true, source: 'form' };
  await refused(
    createContact,
    { email: 'a@example.org', consents: [consent, { ...consent, sauce: 1 }] },
    'consents.1.sauce',
  );
  // A field of another kind of provider.
  const configuration = { kind: 'sendgrid', apiKey: 'x', serverToken: 'y' };
  await refused(createProvider, { name: 'Main', configuration }, 'configuration.serverToken');
  await refused(createContact, JSON.parse('{"email":"a@example.org","__proto__":{"a":1}}'), '__proto__');
  expect(await sql`select 1 from contacts where tenant_id = ${slug}`).toHaveLength(0);
  expect(await send(createContact, { email: 'a@example.org' })).toMatchObject({ status: 201 });
});

it('where any name may stand, none is unknown', async () => {
  const { send } = await caller();
  const rule = { all: [{ field: 'first_name', op: 'is', value: 'Ada' }] };
  expect(await send(createSegment, { name: 'S', rule })).toMatchObject({ status: 201 });
});

it('a retry takes all, as saying what became of uncertain ones does', async () => {
  const { send, slug } = await caller();
  const { id, messages } = await queuedCampaign(database, slug, 3, { asleep: true });
  await sql`update pipeline_messages set status = 'failed', finished_at = now() where tenant_id = ${slug}`;
  await sql`delete from pipeline_queue where tenant_id = ${slug}`;
  expect(await send(retry, { al: true }, { id })).toMatchObject({ status: 400 });
  expect(await send(retry, { all: true, messageIds: messages }, { id })).toMatchObject({ status: 422 });
  expect(await send(retry, { all: true }, { id })).toMatchObject({ status: 200, body: { retried: 3, left: 0 } });
});

it('every verb that takes a body refuses a field that it does not know', () => {
  const takesAny = verbs.flatMap((verb) => {
    const { http, name } = verb.def;
    if (!http || http.method === 'GET' || http.method === 'DELETE') return [];
    try {
      assertFields({ surelyNotKnown: 1 }, bodyShapeOf(verb), []);
      return [name];
    } catch (error) {
      expect(error).toMatchObject({ code: 'unknown_parameter', fields: { surelyNotKnown: expect.any(String) } });
      return [];
    }
  });
  expect(takesAny).toEqual([]);
});
