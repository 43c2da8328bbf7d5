import { describe, expect, it } from 'vitest';
import { GET as recipientsCsv } from '@/app/api/v1/campaigns/[id]/recipients.csv/route';
import { GET as listContacts, POST as createContact } from '@/app/api/v1/contacts/route';
import { createApiKey } from '@/lib/identity';
import { apiDocument } from '@/lib/openapi';
import { verbs } from '@/lib/registry';
import { testDatabase } from '@/lib/testing/database';
import { testTenant } from '@/lib/testing/tenant';
import { parametersOf } from './parameters';
import type { Handler } from './route';

const database = await testDatabase();

async function caller() {
  const { ctx } = await testTenant(database);
  const { key } = await createApiKey(ctx, { scopes: ['*'] });
  return async (handler: Handler, query: string, method = 'GET', params: Record<string, string> = {}) => {
    const headers = { authorization: `Bearer ${key}` };
    const body = method === 'POST' ? JSON.stringify({ email: 'ada@example.org' }) : null;
    const request = new Request(`http://localhost/api/v1/contacts${query}`, { method, headers, body });
    const answer = await handler(request, { params: Promise.resolve(params) });
    const text = await answer.text();
    return { status: answer.status, problem: answer.ok ? null : (JSON.parse(text) as Record<string, unknown>) };
  };
}

describe('a parameter that an address does not know', () => {
  it('is refused by name, with those that exist', async () => {
    const ask = await caller();
    const { status, problem } = await ask(listContacts, '?limt=5&limit=5');
    expect(status).toBe(400);
    expect(problem).toMatchObject({ code: 'unknown_parameter', fields: { limt: expect.any(String) } });
    expect(problem?.['detail']).toMatch(
      /limt\. It takes .*\blimit\b.*\bcursor\b|limt\. It takes .*\bcursor\b.*\blimit\b/,
    );
    expect((await ask(listContacts, '?limit=5')).status).toBe(200);
    expect((await ask(listContacts, '?limit=5&tenant=x')).status).toBe(200);
  });

  it('is refused where the input is a body: nothing is changed', async () => {
    const ask = await caller();
    expect(await ask(createContact, '?email=bob@example.org', 'POST')).toMatchObject({
      status: 400,
      problem: { fields: { email: expect.any(String) } },
    });
    expect((await ask(createContact, '', 'POST')).status).toBe(201);
  });

  it('is refused of downloads too', async () => {
    const ask = await caller();
    const id = '00000000-0000-7000-8000-000000000000';
    expect((await ask(recipientsCsv, '?outcom=sent', 'GET', { id })).status).toBe(400);
    expect((await ask(recipientsCsv, '?outcome=sent', 'GET', { id })).status).toBe(404);
  });
});

it('HEAD of a list is refused and answered as GET is', async () => {
  const ask = await caller();
  const both = async (query: string) => [
    (await ask(listContacts, query)).status,
    (await ask(listContacts, query, 'HEAD')).status,
  ];
  expect(await both('?limit=abc')).toEqual([422, 422]);
  expect(await both('?limt=5')).toEqual([400, 400]);
  expect(await both('?limit=5')).toEqual([200, 200]);
});

it('every verb names what it takes, as its description says', () => {
  const { paths } = apiDocument('http://localhost') as {
    paths: Record<string, Record<string, { parameters?: { name: string; in: string }[] }>>;
  };
  for (const verb of verbs) {
    const { http, name } = verb.def;
    if (!http) continue;
    const listed = paths[http.path]?.[http.method.toLowerCase()]?.parameters ?? [];
    const named = listed.filter((one) => one.in === 'query').map((one) => one.name);
    expect(parametersOf(verb), name).toEqual(expect.arrayContaining(named));
    expect(parametersOf(verb), name).toHaveLength(named.length);
  }
});
