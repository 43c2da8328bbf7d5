import { sql } from 'drizzle-orm';
import { command } from '@/lib/platform/command';
import { actorLabel } from '@/lib/platform/context';
import { invalid, notFound } from '@/lib/platform/errors';
import { suppressionFact } from './events';
import { presentSuppression, selectSuppressions } from './queries';
import { Suppression, SuppressionRemove } from './schema';

export const removeSuppression = command({
  name: 'suppressions.remove',
  summary: 'Take an address or number off the list; a complaint asks for it as confirmation',
  access: 'contacts:write',
  http: { method: 'POST', path: '/suppressions/{id}/remove' },
  input: SuppressionRemove,
  output: Suppression,
  entity: ({ id }) => ({ type: 'suppression', id }),
  async run(ctx, { id, note, confirm }) {
    await ctx.tx.execute(
      sql`select 1 from email_suppressions where tenant_id = ${ctx.tenant} and id = ${id} for update`,
    );
    const [row] = await selectSuppressions(ctx, sql`s.id = ${id}`, 1);
    if (!row) throw notFound('suppressed address');
    const address = row.email ?? row.phone ?? '';
    if (row.reason === 'complaint' && confirm?.trim().toLowerCase() !== address) {
      const problem = `must be ${address}: this person reported you for spam, and another message can harm all you send`;
      throw invalid(`confirm: ${problem}`, { confirm: problem });
    }
    const now = ctx.clock.now();
    await ctx.tx.execute(sql`
      update email_suppressions set deleted_at = ${now.toISOString()}, lifted_by = ${actorLabel(ctx.actor)}, lift_note = ${note}
      where tenant_id = ${ctx.tenant} and id = ${id} and deleted_at is null`);
    ctx.audit({
      ...(row.email ? { email: row.email } : { phone: row.phone, channel: row.channel }),
      reason: row.reason,
      note,
    });
    ctx.emit(suppressionFact('removed', id, now));
    return presentSuppression(row);
  },
});
