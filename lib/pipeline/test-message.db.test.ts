import { describe, expect, it } from 'vitest';
import { createRule } from '@/lib/compliance';
import { testDatabase } from '@/lib/testing/database';
import { testTenant, type TestTenant } from '@/lib/testing/tenant';
import { withoutRoom } from './delivery/capacity';
import { gateAsk } from './facts';
import { judgeTests } from './test-message';

const database = await testDatabase();
const system = database.services.system.tags;
const day = 86_400_000;

const tested = (t: TestTenant, count: number) =>
  judgeTests(
    t.ctx,
    { purpose: 'marketing', senderId: null },
    Array.from({ length: count }, (_, i) => ({ id: `test-${i}`, address: `member${i}@example.org` })),
    t.clock.now(),
  );

/** When the next messages of a campaign find room; null where they may go now. */
async function nextMessages(t: TestTenant, count: number): Promise<(string | null)[]> {
  const now = t.clock.now();
  const { rules } = await gateAsk(system, t.slug, { source: 'campaign', channel: 'email', purpose: 'marketing' }, now);
  const messages = Array.from({ length: count }, (_, i) => ({ id: `${i}`, address: `reader${i}@example.org` }));
  const full = await withoutRoom(system, t.slug, rules, messages, { senderId: null, way: null }, now);
  return messages.map(({ id }) => full.get(id)?.freesAt ?? null);
}

async function slow(messages: number): Promise<{ t: TestTenant; inDays: (days: number) => string }> {
  const t = await testTenant(database);
  const action = { messages, seconds: day / 1000, per: 'sender' } as const;
  await createRule(t.ctx, { name: 'Slow', rule: { type: 'capacity', action } });
  const today = Math.floor(t.clock.now().getTime() / day) * day;
  return { t, inDays: (days) => new Date(today + days * day).toISOString() };
}

const reasons = async (verdicts: ReturnType<typeof tested>) => (await verdicts).map(({ reason }) => reason);

describe('a test', () => {
  it('that finds no room is refused and is promised none: the next message is told the very next window', async () => {
    const { t, inDays } = await slow(1);
    const [first, ...refused] = await reasons(tested(t, 21));
    expect(first).toBe('passed');
    expect(new Set(refused)).toEqual(new Set(['capacity']));
    expect(await nextMessages(t, 2)).toEqual([inDays(1), inDays(2)]);
  });

  it('that finds no room promises nothing either where it comes after others, and what passed has its room', async () => {
    const { t, inDays } = await slow(2);
    for (const want of ['passed', 'passed', 'capacity', 'capacity', 'capacity'])
      expect(await reasons(tested(t, 1))).toEqual([want]);
    expect(await nextMessages(t, 1)).toEqual([inDays(1)]);
  });

  it('that is refused is told the window behind those who wait, whose promises stand and have their turn', async () => {
    const { t, inDays } = await slow(1);
    expect(await nextMessages(t, 3)).toEqual([null, inDays(1), inDays(2)]);
    const [verdict] = await tested(t, 1);
    expect(verdict?.steps.at(-1)?.fact).toContain(inDays(3));
    expect(await nextMessages(t, 1)).toEqual([inDays(3)]);
    t.clock.advance(day);
    expect(await reasons(tested(t, 2))).toEqual(['passed', 'capacity']);
    expect(await nextMessages(t, 1)).toEqual([inDays(4)]);
  });
});
