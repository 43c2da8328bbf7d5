import { expect, it } from 'vitest';
import { createRule, loadRules, rulesFor } from '@/lib/compliance';
import { testDatabase } from '@/lib/testing/database';
import { testTenant, type TestTenant } from '@/lib/testing/tenant';
import { withoutRoom } from './capacity';

const database = await testDatabase();
const sql = database.owner.tags;
const system = database.services.system.tags;

type Action = Extract<Parameters<typeof createRule>[1]['rule'], { type: 'capacity' }>['action'];
const perProvider = { messages: 2, seconds: 3600, per: 'recipient_provider' } as const;

/** Hands over to these addresses under one rule; answers who finds no room. */
async function under(t: TestTenant, action: Action, addresses: readonly string[]): Promise<string[]> {
  const asking = { source: 'campaign', channel: 'email', purpose: 'marketing' } as const;
  const now = t.ctx.clock.now();
  await createRule(t.ctx, { name: 'Room', rule: { type: 'capacity', action } });
  const rules = rulesFor(await loadRules(system, t.slug), asking, now);
  const messages = addresses.map((address) => ({ id: address, address }));
  return [...(await withoutRoom(system, t.slug, rules, messages, null, now)).keys()];
}
const counted = async (t: TestTenant) =>
  (await sql<{ key: string }[]>`select key from sending_capacity where tenant_id = ${t.slug} order by key`).map(
    ({ key }) => key,
  );
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
