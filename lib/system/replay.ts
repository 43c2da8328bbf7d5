import { and, eq, sql } from 'drizzle-orm';
import { deadLetters } from '@/db/schema';
import { command } from '@/lib/platform/command';
import { actorLabel, type TxCtx } from '@/lib/platform/context';
import { conflict } from '@/lib/platform/errors';
import { deadLetterFact } from './events';
import { presentDeadLetter } from './present';
import { findDeadLetter } from './queries';
import { DeadLetter, DeadLetterRef, ReplayAll, Replayed } from './schema';

const wake = (ctx: TxCtx, consumer: string) => ctx.tx.execute(sql`select pg_notify('replays', ${consumer})`);

export const replayDeadLetter = command({
  name: 'system.replay_dead_letter',
  summary: 'Give a dead letter to its consumer once more; asked twice, it is given once',
  access: 'system:write',
  http: { method: 'POST', path: '/system/dead-letters/{id}/replay', status: 202 },
  input: DeadLetterRef,
  output: DeadLetter,
  entity: ({ id }) => ({ type: 'dead_letter', id }),
  async run(ctx, { id }) {
    const [row] = await ctx.tx
      .update(deadLetters)
      .set({ state: 'replaying', settledBy: actorLabel(ctx.actor) })
      .where(and(eq(deadLetters.tenantId, ctx.tenant), eq(deadLetters.id, id), eq(deadLetters.state, 'open')))
      .returning();
    if (!row) {
      const before = await findDeadLetter(ctx, id);
      if (before.state === 'replaying') return presentDeadLetter(before);
      throw conflict(`This dead letter was ${before.state} already; only an open one can be replayed.`);
    }
    await wake(ctx, row.consumer);
    ctx.emit(deadLetterFact('replay_asked', id, ctx.clock.now()));
    return presentDeadLetter(row);
  },
});

export const replayDeadLetters = command({
  name: 'system.replay_dead_letters',
  summary: 'Give all open dead letters of a consumer to it once more',
  access: 'system:write',
  http: { method: 'POST', path: '/system/dead-letters/replay', status: 202 },
  input: ReplayAll,
  output: Replayed,
  async run(ctx, { consumer }) {
    const rows = await ctx.tx
      .update(deadLetters)
      .set({ state: 'replaying', settledBy: actorLabel(ctx.actor) })
      .where(
        and(eq(deadLetters.tenantId, ctx.tenant), eq(deadLetters.consumer, consumer), eq(deadLetters.state, 'open')),
      )
      .returning({ id: deadLetters.id });
    const [first] = rows;
    ctx.audit({ consumer, count: rows.length });
    if (!first) return { count: 0 };
    await wake(ctx, consumer);
    ctx.emit(deadLetterFact('replay_asked', first.id, ctx.clock.now()));
    return { count: rows.length };
  },
});
