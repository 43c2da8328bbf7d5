import { describe, expect, it } from 'vitest';
import { testDatabase } from '@/lib/testing/database';
import { testTenant } from '@/lib/testing/tenant';
import { until } from '@/lib/testing/wait';
import { createProvider } from '.';
import { handOverAll } from './contract';
import { messages, routerOf, scriptedProvider, webhook } from '@/lib/testing/routed';

const database = await testDatabase({ PRIVATE_TARGETS: 'allow' });
const sql = database.owner.tags;

const server = scriptedProvider;
const router = () => routerOf(database.services);

describe('a provider that rests', () => {
  it('for what it was refused with: who waits meanwhile waits for that, in every process', async () => {
    const { ctx, slug } = await testTenant(database);
    let status = 401;
    const only = await server(() => ({ status, body: 'no', headers: { 'retry-after': '90' } }));
    const { provider: row } = await createProvider(ctx, webhook(only.url, 'only'));
    const [one, other] = [await router(), await router()];
    const next = async (by: typeof one) => (await handOverAll(by.provider, messages(slug, 1))).outcomes[0]!;
    await handOverAll(one.provider, messages(slug, 5));
    const signIn = { state: 'unsent', refusal: { kind: 'auth', response: '401 no' } };
    expect(await next(one)).toMatchObject(signIn);
    await until('its rest to be told', async () => {
      const [told] = await sql`select rests_until, last_error from sending_providers where id = ${row.id}`;
      return told?.['rests_until'] && told['last_error'];
    });
    expect(await next(other)).toMatchObject(signIn);
    status = 429;
    one.clock.advance(30_000);
    expect(await next(one)).toMatchObject({ state: 'refused', code: '429' });
    const rests = await next(one);
    expect(rests).toMatchObject({ state: 'unsent', refusal: { code: '429', response: '429 no' } });
    expect(rests).not.toHaveProperty('heard');
    status = 200;
    one.clock.advance(90_000);
    expect(await next(one)).toMatchObject({ state: 'accepted' });
    expect(only.requests).toHaveLength(7);
  });

  it('for what it was refused with also where more came together than it takes at a time, and they were kept back meanwhile', async () => {
    const { ctx, slug } = await testTenant(database);
    const only = await server(() => ({ status: 401, body: 'no' }));
    const { provider: row } = await createProvider(ctx, webhook(only.url, 'only'));
    const { provider } = await router();
    const { outcomes } = await handOverAll(provider, messages(slug, 300));
    const refused = outcomes.filter(({ state }) => state === 'refused');
    expect(refused.length).toBe(only.requests.length);
    expect(refused.length).toBeLessThan(40);
    const signIn = { state: 'unsent', refusal: { kind: 'auth', response: '401 no' }, retryAfterSeconds: 30 };
    const keptBack = outcomes.filter(({ state }) => state !== 'refused');
    expect(keptBack).toMatchObject(keptBack.map(() => signIn));
    expect((await handOverAll(provider, messages(slug, 1))).outcomes).toMatchObject([signIn]);
    const told = await until('its state to be told', async () => {
      const [one] = await sql`select last_error from sending_providers where id = ${row.id}`;
      return one?.['last_error'] as string | null;
    });
    expect(told).toBe('Sign-in refused: 401 no');
  });

  it('for what it was refused with last in any process, though another one heard other words before', async () => {
    const { ctx, slug } = await testTenant(database);
    let reply: { status: number; body: string; headers?: Record<string, string> } = { status: 200, body: '' };
    const only = await server(() => reply);
    await createProvider(ctx, webhook(only.url, 'only'));
    const [one, other] = [await router(), await router()];
    const next = async (by: typeof one) => (await handOverAll(by.provider, messages(slug, 1))).outcomes[0]!;
    expect(await next(one)).toMatchObject({ state: 'accepted' });
    reply = { status: 429, body: 'slow', headers: { 'retry-after': '7' } };
    expect(await next(other)).toMatchObject({ state: 'refused', code: '429' });
    expect(await next(other)).toMatchObject({ state: 'unsent', refusal: { response: '429 slow' } });
    for (const body of ['first', 'second', 'third', 'fourth', 'fifth']) {
      reply = { status: 401, body };
      expect(await next(one)).toMatchObject({ state: 'refused', response: `401 ${body}` });
    }
    const told = await until('the other to learn of the later rest', async () => {
      const outcome = await next(other);
      return outcome.state === 'unsent' && (outcome.retryAfterSeconds ?? 0) > 7 && outcome.refusal;
    });
    expect(told).toMatchObject({ kind: 'auth', response: '401 fifth' });
  });

  it('for what the one was refused with whose wait is told, where several rest', async () => {
    const { ctx, slug } = await testTenant(database);
    const soon = await server(() => ({ status: 429, body: 'slow', headers: { 'retry-after': '20' } }));
    const late = await server(() => ({ status: 429, body: 'much later', headers: { 'retry-after': '500' } }));
    await createProvider(ctx, webhook(soon.url, 'soon'));
    await createProvider(ctx, webhook(late.url, 'late'));
    const { provider } = await router();
    await handOverAll(provider, messages(slug, 1));
    const { outcomes } = await handOverAll(provider, messages(slug, 1));
    expect(outcomes).toMatchObject([{ state: 'unsent', retryAfterSeconds: 20, refusal: { response: '429 slow' } }]);
  });

  it('for its silence where it was not reached, and for nobody’s words', async () => {
    const { ctx, slug } = await testTenant(database);
    const away = await server(() => ({ status: 200 }));
    await away.close();
    await createProvider(ctx, webhook(away.url, 'away'));
    const { provider } = await router();
    await handOverAll(provider, messages(slug, 5));
    const { outcomes } = await handOverAll(provider, messages(slug, 1));
    expect(outcomes).toMatchObject([
      { state: 'unsent', heard: 'silence', reason: expect.stringMatching(/^Every provider rests/) },
    ]);
    expect(outcomes[0]).not.toHaveProperty('refusal');
  });
});
