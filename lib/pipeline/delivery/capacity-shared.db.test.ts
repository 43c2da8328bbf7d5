import { expect, it } from 'vitest';
import { listRules, loadRules, rulesFor } from '@/lib/compliance';
import { withTenant } from '@/lib/platform/db/tenant';
import { createProvider } from '@/lib/sending';
import { testDatabase } from '@/lib/testing/database';
import { testTenant, type TestTenant } from '@/lib/testing/tenant';
import { sql as query } from 'drizzle-orm';
import { roomsFor } from '../room';
import { wayFor, withoutRoom } from './capacity';

const database = await testDatabase({ SMTP_URL: 'smtp://127.0.0.1:1', SMTP_LIMITS: '5/hour,3/hour/mailboxes' });
const system = database.services.system.tags;
const asking = { source: 'campaign', channel: 'email', purpose: 'marketing' } as const;
const people = (n: number, domain = 'gmail.com') => Array.from({ length: n }, (_, i) => `p${i}@${domain}`);
const rulesOf = async (t: TestTenant, now: Date) => rulesFor(await loadRules(system, t.slug), asking, now);

/** How many of these find room. */
async function handedOver(t: TestTenant, addresses: readonly string[]): Promise<number> {
  const now = t.ctx.clock.now();
  const rules = await rulesOf(t, now);
  const messages = addresses.map((address) => ({ id: address, address }));
  const leaving = { senderId: null, way: (await wayFor(system, t.slug, rules, now)).way };
  return addresses.length - (await withoutRoom(system, t.slug, rules, messages, leaving, now)).size;
}

it('what leaves by the mail server of the installation is counted for all organisations that have none of their own', async () => {
  const [a, b, own] = [await testTenant(database), await testTenant(database), await testTenant(database)];
  await createProvider(own.ctx, {
    name: 'Own',
    configuration: { kind: 'postmark', serverToken: 'a-token-of-the-server', stream: 'outbound' },
  });
  expect(await handedOver(a, people(2))).toBe(2);
  expect(await handedOver(own, people(9))).toBe(9);
  expect(await handedOver(b, people(4))).toBe(1);
  expect(await handedOver(b, people(4, 'uni.example'))).toBe(2);
  expect(await handedOver(a, people(1, 'uni.example'))).toBe(0);
});

it('an organisation sees the rule of the installation, and nothing of what others took of it', async () => {
  const t = await testTenant(database);
  await handedOver(t, people(9));
  const shared = (await listRules(t.ctx, {})).items.filter(({ rule }) => rule.type === 'capacity');
  expect(shared).toMatchObject([
    { builtIn: true, rule: { action: { messages: 5, seconds: 3600, per: 'provider' } } },
    { builtIn: true, rule: { action: { messages: 3, per: 'provider_and_recipient_provider' } } },
  ]);
  const visible = await withTenant(t.ctx, ({ tx }) => tx.execute(query`select * from sending_capacity`));
  expect([...visible]).toEqual([]);
  const now = t.ctx.clock.now();
  const rooms = await roomsFor(t.ctx, await rulesOf(t, now), ['gmail.com'], null, now);
  expect(rooms.map(({ messages, taken }) => [messages, taken.size])).toEqual([
    [5, 0],
    [3, 0],
  ]);
});
