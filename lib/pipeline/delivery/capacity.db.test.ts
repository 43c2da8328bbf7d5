import { describe, expect, it } from 'vitest';
import { createRule, loadRules, rulesFor, updateRule } from '@/lib/compliance';
import { createProvider } from '@/lib/sending';
import { testDatabase } from '@/lib/testing/database';
import { testTenant, type TestTenant } from '@/lib/testing/tenant';
import { wayFor, withoutRoom } from './capacity';

const database = await testDatabase();
const sql = database.owner.tags;
const system = database.services.system.tags;

type Action = Extract<Parameters<typeof createRule>[1]['rule'], { type: 'capacity' }>['action'];
const perProvider = { messages: 2, seconds: 3600, per: 'recipient_provider' } as const;

const asking = { source: 'campaign', channel: 'email', purpose: 'marketing' } as const;

/** Hands over to these addresses under the rules that stand; answers who finds no room. */
async function handedOver(t: TestTenant, addresses: readonly string[], senderId: string | null = null) {
  const now = t.ctx.clock.now();
  const rules = rulesFor(await loadRules(system, t.slug), asking, now);
  const messages = addresses.map((address) => ({ id: address, address }));
  return [
    ...(
      await withoutRoom(
        system,
        t.slug,
        rules,
        messages,
        { senderId, way: (await wayFor(system, t.slug, rules, now)).way },
        now,
      )
    ).keys(),
  ];
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

it('lets nobody pass in a window that is over what a rule was lowered to in its midst', async () => {
  const t = await testTenant(database);
  const action = { messages: 10, seconds: 3600, per: 'organisation' } as const;
  const { id } = await setRule(t, action);
  expect(await handedOver(t, strangers(8))).toEqual([]);
  await updateRule(t.ctx, { id, name: 'Room', rule: { type: 'capacity', action: { ...action, messages: 3 } } });
  expect(await handedOver(t, gmails(9))).toEqual(gmails(9));
  const [row] = await sql`select used, promised::int from sending_capacity where tenant_id = ${t.slug}`;
  expect(row).toEqual({ used: 3, promised: 9 });
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

describe('per provider that messages leave by', () => {
  const leaving = { messages: 3, seconds: 3600, per: 'provider' } as const;
  const add = async (t: TestTenant, name: string) =>
    (
      await createProvider(t.ctx, {
        name,
        configuration: { kind: 'postmark', serverToken: 'a-token-of-the-server', stream: 'outbound' },
      })
    ).provider.id;

  it('counts for the first that is on and does not rest, and for the mail server of the installation without any', async () => {
    const t = await testTenant(database);
    expect(await under(t, leaving, strangers(2))).toEqual([]);
    const [first, second] = [await add(t, 'First'), await add(t, 'Second')];
    expect(await handedOver(t, strangers(4))).toEqual(['a@d3.example']);
    const until = new Date(t.ctx.clock.now().getTime() + 60_000);
    await sql`update sending_providers set rests_until = ${until} where tenant_id = ${t.slug} and id = ${first}`;
    expect(await handedOver(t, strangers(2))).toEqual([]);
    expect(await usedOf(t)).toEqual({ installation: 2, [first]: 3, [second]: 2 });
  });

  it('spends no room of one that failed last while another works, and tries it with one message', async () => {
    const t = await testTenant(database);
    const [first, second] = [await add(t, 'First'), await add(t, 'Second')];
    await setRule(t, leaving);
    const now = t.ctx.clock.now();
    const next = async () => wayFor(system, t.slug, rulesFor(await loadRules(system, t.slug), asking, now), now);
    const set = (state: string, restMs: number) =>
      sql`update sending_providers set state = ${state}, rests_until = ${new Date(now.getTime() + restMs)} where tenant_id = ${t.slug} and id = ${first}`;
    await set('failing', 1000);
    expect(await next()).toEqual({ way: second, tries: null });
    await set('failing', -1000);
    expect(await next()).toEqual({ way: second, tries: first });
    await set('ok', -1000);
    expect(await next()).toEqual({ way: first, tries: null });
  });

  it('counts one provider alone where a rule names it', async () => {
    const t = await testTenant(database);
    const [first, second] = [await add(t, 'First'), await add(t, 'Second')];
    await setRule(t, { ...leaving, provider: second });
    expect(await handedOver(t, strangers(5))).toEqual([]);
    expect(await counted(t)).toEqual([]);
    await sql`update sending_providers set enabled = false where tenant_id = ${t.slug} and id = ${first}`;
    expect(await handedOver(t, strangers(5))).toEqual(strangers(5).slice(3));
    expect(await counted(t)).toEqual([second]);
  });

  it('counts each provider of mailboxes apart where a rule says so, and domains that it names', async () => {
    const t = await testTenant(database);
    const id = await add(t, 'Only');
    const per = 'provider_and_recipient_provider' as const;
    const action = { ...leaving, per, domains: ['d0.example'] };
    expect(await under(t, action, [...gmails(4), ...strangers(5)])).toEqual(['g3@gmail.com', 'a@d4.example']);
    expect(await usedOf(t)).toEqual({ [`${id} gmail`]: 3, [`${id} d0.example`]: 1, [`${id} other`]: 3 });
  });

  it('asks nothing of the providers where no rule counts by them', async () => {
    const t = await testTenant(database);
    await setRule(t, { ...leaving, per: 'organisation' });
    const now = t.ctx.clock.now();
    const rules = rulesFor(await loadRules(system, t.slug), asking, now);
    const silent = (() => expect.unreachable('something was asked')) as unknown as typeof system;
    expect(await wayFor(silent, t.slug, rules, now)).toEqual({ way: null, tries: null });
  });
});
