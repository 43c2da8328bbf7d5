import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { keepDead } from '@/lib/platform/bus/rows';
import { testDatabase } from '@/lib/testing/database';
import { testTenant, type TestTenant } from '@/lib/testing/tenant';
import {
  countDeadLetters,
  discardDeadLetter,
  getDeadLetter,
  listDeadLetters,
  replayDeadLetter,
  replayDeadLetters,
} from './index';

const database = await testDatabase();
const sql = database.owner.tags;

const dead = (tenant: string, n: number) => ({
  fact: {
    id: randomUUID(),
    tenant,
    type: 'contact.created',
    entityType: 'contact',
    entityId: randomUUID(),
    version: 1,
    payload: { n },
    occurredAt: '2026-11-21T10:00:00.000Z',
    position: n,
    redelivered: false,
  },
  error: 'The address is wrong.',
  attempts: 3,
});

/** Letters a second apart, the newest last. */
async function letters({ slug, clock }: TestTenant, count: number, consumer = 'search') {
  const all = Array.from({ length: count }, (_, i) => dead(slug, i + 1));
  for (const one of all) {
    clock.advance(1000);
    await keepDead(database.services.system.tags, consumer, [one], clock.now());
  }
  return all;
}

describe('dead letters', () => {
  it('are listed newest first, page by page, by consumer and state, with what the fact carries on each', async () => {
    const tenant = await testTenant(database);
    await letters(tenant, 5);
    await letters(tenant, 1, 'segments');
    const { ctx } = tenant;
    const first = await listDeadLetters(ctx, { consumer: 'search', limit: 3 });
    const rest = await listDeadLetters(ctx, { consumer: 'search', limit: 3, cursor: first.nextCursor ?? '' });
    const all = [...first.items, ...rest.items];
    expect(all).toHaveLength(5);
    expect(rest.nextCursor).toBeNull();
    expect(all.map((it) => it.createdAt)).toEqual(
      all
        .map((it) => it.createdAt)
        .sort()
        .reverse(),
    );
    expect(await getDeadLetter(ctx, { id: all[0]?.id ?? '' })).toMatchObject({
      consumer: 'search',
      state: 'open',
      error: 'The address is wrong.',
      attempts: 3,
      fact: { type: 'contact.created', entityType: 'contact' },
      payload: { n: 5 },
    });
    expect(await countDeadLetters(ctx, {})).toEqual({
      consumers: [
        { consumer: 'search', open: 5, replaying: 0 },
        { consumer: 'segments', open: 1, replaying: 0 },
      ],
    });
    await expect(listDeadLetters(ctx, { cursor: 'nonsense' })).rejects.toMatchObject({ code: 'invalid' });
  });

  it('are replayed one by one or all of a consumer; asked twice they wait once; a settled one refuses', async () => {
    const tenant = await testTenant(database);
    await letters(tenant, 3);
    await letters(tenant, 1, 'segments');
    const { ctx, slug } = tenant;
    const { items } = await listDeadLetters(ctx, { consumer: 'search' });
    const id = items[0]?.id ?? '';
    expect(await replayDeadLetter(ctx, { id })).toMatchObject({ state: 'replaying' });
    expect(await replayDeadLetter(ctx, { id })).toMatchObject({ state: 'replaying' });
    expect(await replayDeadLetters(ctx, { consumer: 'search' })).toEqual({ count: 2 });
    expect(await replayDeadLetters(ctx, { consumer: 'search' })).toEqual({ count: 0 });
    expect((await countDeadLetters(ctx, {})).consumers).toEqual([
      { consumer: 'search', open: 0, replaying: 3 },
      { consumer: 'segments', open: 1, replaying: 0 },
    ]);
    await sql`update dead_letters set state = 'replayed', settled_at = now() where tenant_id = ${slug} and id = ${id}`;
    await expect(replayDeadLetter(ctx, { id })).rejects.toMatchObject({ code: 'conflict' });
    await expect(discardDeadLetter(ctx, { id, reason: 'not needed' })).rejects.toMatchObject({ code: 'conflict' });
  });

  it('that a worker is just replaying make nobody wait: who asks again is told so', async () => {
    const tenant = await testTenant(database);
    await letters(tenant, 1);
    const { ctx, slug } = tenant;
    const id = (await listDeadLetters(ctx, {})).items[0]?.id ?? '';
    await replayDeadLetter(ctx, { id });
    await sql.begin(async (worker) => {
      await worker`select 1 from dead_letters where tenant_id = ${slug} and id = ${id} for update`;
      const inTime = <T>(asked: Promise<T>) =>
        Promise.race([asked, new Promise((resolve) => setTimeout(resolve, 3_000, 'still waiting'))]);
      expect(await inTime(replayDeadLetter(ctx, { id }))).toMatchObject({ state: 'replaying' });
      await expect(inTime(discardDeadLetter(ctx, { id, reason: 'not needed' }))).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringContaining('at this moment'),
      });
    });
    expect(await discardDeadLetter(ctx, { id, reason: 'not needed' })).toMatchObject({ state: 'discarded' });
  });

  it('are discarded with a reason that the audit keeps, and never come back', async () => {
    const tenant = await testTenant(database);
    const [letter] = await letters(tenant, 1);
    const { ctx, slug, clock } = tenant;
    const id = (await listDeadLetters(ctx, {})).items[0]?.id ?? '';
    await expect(discardDeadLetter(ctx, { id, reason: ' ' })).rejects.toMatchObject({
      code: 'invalid',
      fields: { reason: expect.any(String) },
    });
    expect(await discardDeadLetter(ctx, { id, reason: 'A test contact' })).toMatchObject({
      state: 'discarded',
      reason: 'A test contact',
    });
    expect((await listDeadLetters(ctx, { open: 'true' })).items).toEqual([]);
    await keepDead(database.services.system.tags, 'search', letter ? [letter] : [], clock.now());
    expect(await getDeadLetter(ctx, { id })).toMatchObject({ state: 'discarded' });
    expect(
      await sql`select details from audit_logs where tenant_id = ${slug} and action = 'system.discard_dead_letter'`,
    ).toEqual([{ details: { consumer: 'search', reason: 'A test contact' } }]);
  });

  it('that were replayed and fail again later are open again', async () => {
    const tenant = await testTenant(database);
    const [letter] = await letters(tenant, 1);
    const { ctx, slug, clock } = tenant;
    await sql`update dead_letters set state = 'replayed', settled_at = now() where tenant_id = ${slug}`;
    await keepDead(database.services.system.tags, 'search', letter ? [letter] : [], clock.now());
    expect((await listDeadLetters(ctx, { open: 'true' })).items).toMatchObject([{ state: 'open', settledAt: null }]);
  });

  it('are for administrators and operators, each in their own organisation', async () => {
    const [tenant, other] = [await testTenant(database), await testTenant(database)];
    await letters(tenant, 1);
    const id = (await listDeadLetters(tenant.ctx, {})).items[0]?.id ?? '';
    for (const role of ['user', 'readonly'] as const)
      await expect(listDeadLetters(tenant.as(role), {})).rejects.toMatchObject({ code: 'forbidden' });
    const { actor } = tenant.as('readonly');
    const operator = { ...tenant.as('readonly'), actor: actor.kind === 'user' ? { ...actor, operator: true } : actor };
    expect(await replayDeadLetter(operator, { id })).toMatchObject({ state: 'replaying' });
    await expect(replayDeadLetter(other.ctx, { id })).rejects.toMatchObject({ code: 'not_found' });
    expect(await replayDeadLetters(other.ctx, { consumer: 'search' })).toEqual({ count: 0 });
  });
});
