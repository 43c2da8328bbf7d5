import { sql } from 'drizzle-orm';
import { normaliseEmail } from '@/lib/contacts';
import { command } from '@/lib/platform/command';
import { actorLabel } from '@/lib/platform/context';
import { conflict, invalid } from '@/lib/platform/errors';
import { suppressionFact } from './events';
import { presentSuppression, selectSuppressions } from './queries';
import { Suppression, SuppressionAdd } from './schema';

const dayMs = 86_400_000;

export const addSuppression = command({
  name: 'suppressions.add',
  summary: 'Stop all messages to an address, by hand, for good or for some days',
  access: 'contacts:write',
  http: { method: 'POST', path: '/suppressions', status: 201 },
  input: SuppressionAdd,
  output: Suppression,
  entity: (_, { id }) => ({ type: 'suppression', id }),
  async run(ctx, { email: given, detail, days }) {
    const email = normaliseEmail(given);
    if ('problem' in email) {
      const problem = `is no address that mail can be sent to: ${email.problem}`;
      throw invalid(`email: ${problem}`, { email: problem });
    }
    const now = ctx.clock.now();
    const expiresAt = days === undefined ? null : new Date(now.getTime() + days * dayMs).toISOString();
    // One whose time is over stands until the timer lifts it: it is taken over.
    const [row] = await ctx.tx.execute<{ id: string }>(sql`
      insert into email_suppressions as s (tenant_id, email_normalized, reason, detail, created_by, expires_at, created_at)
      values (${ctx.tenant}, ${email.normalized}, 'manual', ${detail}, ${actorLabel(ctx.actor)}, ${expiresAt}, ${now.toISOString()})
      on conflict (tenant_id, email_normalized, reason) where deleted_at is null do update
        set detail = excluded.detail, created_by = excluded.created_by, expires_at = excluded.expires_at, created_at = excluded.created_at
        where s.expires_at <= ${now.toISOString()}
      returning id`);
    if (!row) {
      const problem = 'is on the list already, by hand. Remove it there first, to give it another reason or time.';
      throw conflict(`${email.normalized} ${problem}`, { email: problem });
    }
    ctx.audit({ email: email.normalized, detail, expiresAt });
    ctx.emit(suppressionFact('added', row.id, now));
    const [made] = await selectSuppressions(ctx, sql`s.id = ${row.id}`, 1);
    if (!made) throw new Error('The insert left no row.');
    return presentSuppression(made);
  },
});
