import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { POST as postImport } from '@/app/api/v1/imports/route';
import { createContact, listContacts } from '@/lib/contacts';
import { createApiKey } from '@/lib/identity';
import { testDatabase } from '@/lib/testing/database';
import { testTenant } from '@/lib/testing/tenant';
import { command, query } from './command';
import { once as onceOnly } from './idempotency';
import { route, type Handler } from './route';
import { hashToken } from './session';

const database = await testDatabase({ API_RATE_PER_MINUTE: '40' });
let made = 0;
const make = route(
  command({
    name: 'test.make',
    summary: 'make',
    access: 'contacts:write',
    http: { method: 'POST', path: '/test', status: 201 },
    input: z.object({ name: z.string() }),
    output: z.object({ n: z.number() }),
    run: async () => ({ n: ++made }),
  }),
);
const none = { params: Promise.resolve({}) };

async function client(scopes: string[] = ['*']) {
  const tenant = await testTenant(database);
  const mint = async (rights: string[]) => (await createApiKey(tenant.ctx, { scopes: rights })).key;
  const post = (handler: Handler, key: string, body: unknown, headers: Record<string, string> = {}, query = '') =>
    handler(
      new Request(`http://localhost/api${query}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
      none,
    );
  return { ...tenant, key: await mint(scopes), mint, post };
}

describe('Idempotency-Key', () => {
  const once = { 'idempotency-key': 'same' };

  it('a repeat gets the first answer; another body is refused', async () => {
    const { key, post } = await client();
    const [first, second] = [
      await post(make, key, { name: 'Ada' }, once),
      await post(make, key, { name: 'Ada' }, once),
    ];
    expect([first.status, second.status, second.headers.get('idempotency-replayed')]).toEqual([201, 201, 'true']);
    expect(await second.json()).toEqual(await first.json());
    expect((await post(make, key, { name: 'Bob' }, once)).status).toBe(409);
  });

  it('nobody without the right reads the kept answer, nor does another key of the tenant', async () => {
    const { key, mint, post } = await client();
    await post(make, key, { name: 'Ada' }, once);
    expect((await post(make, await mint(['inbox:read']), { name: 'Ada' }, once)).status).toBe(403);
    const other = await post(make, await mint(['contacts:write']), { name: 'Ada' }, once);
    expect([other.status, other.headers.get('idempotency-replayed')]).toEqual([201, null]);
  });

  it('keeps no secret: a repeat of an answer that is shown once is refused', async () => {
    const { key, post, slug } = await client();
    const made = await post(route(createApiKey), key, { scopes: ['contacts:read'] }, once);
    const { key: secret } = (await made.json()) as { key: string };
    const rows = await database.owner.tags`select * from idempotency_keys where tenant_id = ${slug}`;
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(secret);
    const again = await post(route(createApiKey), key, { scopes: ['contacts:read'] }, once);
    expect([again.status, await again.text()]).toEqual([409, expect.stringContaining('new Idempotency-Key')]);
  });

  it('keeps nothing by which a password in a request could be guessed', async () => {
    const { ctx, slug } = await testTenant(database);
    const input = { current: 'correct horse battery', password: 'another long password' };
    const request = { key: 'k', command: 'test.password', input, secret: true, run: async () => ({}) };
    await onceOnly(ctx, request);
    const [row] = await database.owner.tags<
      { request_hash: string }[]
    >`select request_hash from idempotency_keys where tenant_id = ${slug}`;
    expect(row?.request_hash).toMatch(/^[0-9a-f]{64}$/);
    expect(row?.request_hash).not.toBe(hashToken(JSON.stringify(input)));
    await expect(onceOnly(ctx, request)).rejects.toThrow('shown once');
    const other = { ...request, input: { ...input, password: 'a third long password' } };
    await expect(onceOnly(ctx, other)).rejects.toThrow('a different request');
  });

  it('an upload repeated imports once; another file or other rules under the same key are refused', async () => {
    const { key, post, slug } = await client();
    const upload = (csv: string, query = '?consentSource=Form&hold=true') =>
      post(postImport, key, csv, { 'content-type': 'text/csv', ...once }, query);
    const answers = await Promise.all([upload('email\na@example.org\n'), upload('email\na@example.org\n')]);
    expect(answers.map((answer) => answer.status)).toEqual([201, 201]);
    expect(answers.filter((answer) => answer.headers.get('idempotency-replayed') === 'true')).toHaveLength(1);
    const [a, b] = (await Promise.all(answers.map((answer) => answer.json()))) as { id: string }[];
    expect(a?.id).toBe(b?.id);
    expect((await upload('email\nb@example.org\n')).status).toBe(409);
    expect((await upload('email\na@example.org\n', '?consentSource=Other&hold=true')).status).toBe(409);
    expect(await database.owner.tags`select id from contact_imports where tenant_id = ${slug}`).toHaveLength(1);
  });
});

it('an upload names its channels of consent by repeats, with commas, or both', async () => {
  const { key, post } = await client();
  const consentOf = async (query: string) => {
    const answer = await post(postImport, key, 'email\na@example.org\n', {}, `?consentSource=Form&hold=true${query}`);
    return ((await answer.json()) as { consent: string[] }).consent;
  };
  expect(await consentOf('')).toEqual(['email']);
  expect(await consentOf('&consent=sms')).toEqual(['sms']);
  expect(await consentOf('&consent=email&consent=sms')).toEqual(['email', 'sms']);
  expect(await consentOf('&consent=email,sms&consent=whatsapp')).toEqual(['email', 'sms', 'whatsapp']);
});

describe('hostile text', () => {
  it.each([
    ['half a character', '\ud800'],
    ['a NUL', '\0'],
  ])('%s is refused with the name of its field, wherever it stands', async (_, bad) => {
    const { key, post } = await client();
    for (const [body, field] of [
      [{ firstName: `Ada${bad}` }, 'firstName'],
      [{ firstName: 'Ada', attributes: { note: bad } }, 'attributes.note'],
      [{ firstName: 'Ada', tags: ['good', bad] }, 'tags.1'],
      [{ firstName: 'Ada', attributes: { [`k${bad}`]: 'x' } }, 'attributes'],
    ] as const) {
      const answer = await post(route(createContact), key, body);
      expect([answer.status, await answer.json()]).toEqual([
        422,
        expect.objectContaining({ code: 'invalid', fields: expect.objectContaining({ [field]: expect.any(String) }) }),
      ]);
    }
  });

  it("what only the database refuses is the request's fault, and its SQL is not shown", async () => {
    const cast = query({
      name: 'test.cast',
      summary: 'cast',
      access: 'contacts:read',
      input: z.object({ value: z.string() }),
      output: z.object({}),
      run: async (ctx, { value }) => {
        await ctx.services.app.tags`select ${value}::text::jsonb`;
        return {};
      },
    });
    const { key, post } = await client();
    const answer = await post(route(cast), key, { value: '"\\ud800"' });
    const text = await answer.text();
    expect([answer.status, /select|jsonb|Failed query/.test(text)]).toEqual([422, false]);
  });
});

it('an API key that nobody has is called unknown, however it looks, and never a wrong header', async () => {
  for (const key of ['nope', 'a'.repeat(300)]) {
    const headers = { authorization: `Bearer ${key}` };
    const answer = await route(listContacts)(new Request('http://localhost/api', { headers }), none);
    expect(answer.status).toBe(401);
    expect(((await answer.json()) as { detail: string }).detail).toMatch(
      /^This API key is unknown, expired or revoked/,
    );
  }
});

it('an API key that asks too often waits, and is told how long; another key does not', async () => {
  const { key, mint } = await client();
  const get = (by: string) =>
    route(listContacts)(new Request('http://localhost/api', { headers: { authorization: `Bearer ${by}` } }), none);
  const statuses = [];
  for (let i = 0; i < 40; i++) statuses.push((await get(key)).status);
  expect(new Set(statuses)).toEqual(new Set([200]));
  const refused = await get(key);
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await get(await mint(['*']))).status).toBe(200);
});
