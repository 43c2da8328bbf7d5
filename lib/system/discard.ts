import { and, eq } from 'drizzle-orm';
import { deadLetters } from '@/db/schema';
import { command } from '@/lib/platform/command';
import { actorLabel } from '@/lib/platform/context';
import { conflict } from '@/lib/platform/errors';
import { deadLetterFact } from './events';
import { presentDeadLetter } from './present';
import { holdDeadLetter } from './queries';
import { DeadLetter, Discard } from './schema';

export const discardDeadLetter = command({
  name: 'system.discard_dead_letter',
  summary: 'Drop a dead letter for good, with the reason; its consumer never hears of the fact',
  access: 'system:write',
  http: { method: 'POST', path: '/system/dead-letters/{id}/discard' },
  input: Discard,
  output: DeadLetter,
  entity: ({ id }) => ({ type: 'dead_letter', id }),
  async run(ctx, { id, reason }) {
    const before = await holdDeadLetter(ctx, id);
    if (!before) throw conflict('This dead letter is being replayed at this moment. Try again when that has ended.');
    if (before.state !== 'open' && before.state !== 'replaying')
      throw conflict(`This dead letter was ${before.state} already; nothing is left to discard.`);
    const now = ctx.clock.now();
    const [row] = await ctx.tx
      .update(deadLetters)
      .set({ state: 'discarded', settledAt: now, settledBy: actorLabel(ctx.actor), reason })
      .where(and(eq(deadLetters.tenantId, ctx.tenant), eq(deadLetters.id, id)))
      .returning();
    if (!row) throw new Error('The update returned no row.');
    ctx.audit({ consumer: row.consumer, reason });
    ctx.emit(deadLetterFact('discarded', id, now));
    return presentDeadLetter(row);
  },
});
