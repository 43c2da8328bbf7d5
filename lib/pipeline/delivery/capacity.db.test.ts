import { describe, expect, it } from 'vitest';
import { createRule, loadRules, rulesFor } from '@/lib/compliance';
import { testDatabase } from '@/lib/testing/database';
import { testTenant, type TestTenant } from '@/lib/testing/tenant';
import { withoutRoom } from './capacity';

const database = await testDatabase();
const sql = database.owner.tags;
const system = database.services.system.tags;

type Action = Extract<Parameters<typeof createRule>[1]['rule'], { type: 'capacity' }>['action'];
const perProvider = { messages: 2, seconds: 3600, per: 'recipient_provider' } as const;

/** Hands over to these addresses under the rules that stand; answers who finds no room. */
async function handedOver(t: TestTenant, addresses: readonly string[], senderId: string | null = null) {
  const asking = { source: 'campaign', channel: 'email', purpose: 'marketing' } as const;
  const now = t.ctx.clock.now();
  const rules = rulesFor(await loadRules(system, t.slug), asking, now);
  const messages = addresses.map((address) => ({ id: address, address }));
  return [...(await withoutRoom(system, t.slug, rules, messages, senderId, now)).keys()];
}
const setRule = (t: TestTenant, action: Action) =>
  createRule(t.ctx, { name: 'Room', rule: { type: 'capacity', action } });
async function under(t: TestTenant, action: Action, addresses: readonly string[]): Promise<string[]> {
  await setRule(t, action);
  return handedOver(t, addresses);
}
const counted = async (t: TestTenant) =>
  (await sql<{ key: string }[]>`select key from sending_capacity where tenant_id = ${t.slug} order by key`).map(
    ({ key }) => key,
  );
const usedOf = async (t: TestTenant) =>
  Object.fromEntries(
    (
      await sql<{ key: string; used: number }[]>`select key, used from sending_capacity where tenant_id = ${t.slug}`
    ).map(({ key, used }) => [key, used]),
  );
const gmails = (n: number) => Array.from({ length: n }, (_, i) => `g${i}@gmail.com`);
const strangers = (n: number) => Array.from({ length: n }, (_, i) => `a@d${i}.example`);

it('keeps a row for each large provider, for each domain that a rule names, and one for all others', async () => {
  const t = await testTenant(database);
  const gmail = ['a@gmail.com', 'b@googlemail.com', 'c@gmail.com'];
  const named = ['a@uni.example', 'b@uni.example', 'c@uni.example'];
  const action = { ...perProvider, messages: 2, domains: ['Uni.example'] };
  const full = await under(t, action, [...gmail, ...named, ...strangers(3000)]);
  expect(await counted(t)).toEqual(['gmail', 'other', 'uni.example']);
  expect(full.filter((address) => !address.includes('@d'))).toEqual(['c@gmail.com', 'c@uni.example']);
  expect(full).toHaveLength(2 + 2998);
});

it('does not count all others where a rule says so', async () => {
  const t = await testTenant(database);
  const full = await under(t, { ...perProvider, others: 'free' }, ['a@gmail.com', ...strangers(500)]);
  expect(full).toEqual([]);
  expect(await counted(t)).toEqual(['gmail']);
});

it('counts phone numbers apart from the domains of mail', async () => {
  const t = await testTenant(database);
  const numbers = ['+441632960001', '+441632960002', '+441632960003'];
  expect(await under(t, perProvider, ['a@d0.example', 'a@d1.example', ...numbers])).toEqual(numbers.slice(2));
  expect(await counted(t)).toEqual(['', 'other']);
});

it('counts phone numbers also where all other domains are free', async () => {
  const t = await testTenant(database);
  const numbers = ['+441632960001', '+441632960002', '+441632960003'];
  expect(await under(t, { ...perProvider, others: 'free' }, [...strangers(3), ...numbers])).toEqual(numbers.slice(2));
});

describe('two rules at once', () => {
  const all = { messages: 10, seconds: 3600, per: 'organisation' } as const;

  it('leave the room of one to the others, where the other rule has none for those before them', async () => {
    const t = await testTenant(database);
    await setRule(t, all);
    await setRule(t, { ...perProvider, others: 'free' });
    expect(await handedOver(t, [...gmails(30), ...strangers(8)])).toEqual(gmails(30).slice(2));
    expect(await usedOf(t)).toEqual({ '': 10, gmail: 2 });
  });

  it('give back what one granted and the other one refused, in whichever order they were made', async () => {
    const t = await testTenant(database);
    await setRule(t, { ...perProvider, messages: 8, others: 'free' });
    await setRule(t, all);
    expect(await handedOver(t, strangers(8))).toEqual([]);
    expect(await handedOver(t, gmails(8))).toEqual(gmails(8).slice(2));
    expect(await usedOf(t)).toEqual({ '': 10, gmail: 2 });
  });
});

it('counts who has no sender of their own, such as requests to confirm, with the default one', async () => {
  const t = await testTenant(database);
  const [sender] = await sql<{ id: string }[]>`select id from senders where tenant_id = ${t.slug} and is_default`;
  const id = sender!.id;
  await setRule(t, { messages: 3, seconds: 3600, per: 'sender' });
  expect(await handedOver(t, strangers(2), id)).toEqual([]);
  expect(await handedOver(t, strangers(2))).toEqual(strangers(2).slice(1));
  expect(await counted(t)).toEqual([id]);
});
