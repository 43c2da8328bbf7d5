import { sql } from 'drizzle-orm';
import type { z } from 'zod';
import { normaliseEmail, normalisePhone } from '@/lib/contacts';
import { command } from '@/lib/platform/command';
import { actorLabel } from '@/lib/platform/context';
import { conflict, invalid } from '@/lib/platform/errors';
import { suppressionFact } from './events';
import { presentSuppression, selectSuppressions } from './queries';
import { Suppression, SuppressionAdd } from './schema';

const dayMs = 86_400_000;

interface Target {
  field: 'email' | 'phone';
  email: string | null;
  phone: string | null;
  channel: Suppression['channel'];
}

/** What is to be stopped, as it is stored. Throws `invalid`. */
function targetOf({ email, phone, channel }: z.output<typeof SuppressionAdd>): Target {
  if ((email === undefined) === (phone === undefined))
    throw invalid('Name either an address (email) or a number (phone).', {
      [email === undefined ? 'email' : 'phone']:
        email === undefined ? 'is missing, and so is phone' : 'goes without email',
    });
  if (email === undefined) {
    const number = normalisePhone(phone ?? '');
    if ('e164' in number) return { field: 'phone', email: null, phone: number.e164, channel: channel ?? 'all' };
    const problem = `is no number that can be written to: ${number.problem}`;
    throw invalid(`phone: ${problem}`, { phone: problem });
  }
  if (channel && channel !== 'all')
    throw invalid('channel: an address has one channel only.', { channel: 'goes with a number only' });
  const address = normaliseEmail(email);
  if ('normalized' in address) return { field: 'email', email: address.normalized, phone: null, channel: 'all' };
  const problem = `is no address that mail can be sent to: ${address.problem}`;
  throw invalid(`email: ${problem}`, { email: problem });
}

export const addSuppression = command({
  name: 'suppressions.add',
  summary: 'Stop all messages to an address or a number, by hand, for good or for some days',
  access: 'contacts:write',
  http: { method: 'POST', path: '/suppressions', status: 201 },
  input: SuppressionAdd,
  output: Suppression,
  entity: (_, { id }) => ({ type: 'suppression', id }),
  async run(ctx, input) {
    const { field, email, phone, channel } = targetOf(input);
    const { detail, days } = input;
    const now = ctx.clock.now();
    const expiresAt = days === undefined ? null : new Date(now.getTime() + days * dayMs).toISOString();
    // One whose time is over stands until the timer lifts it: it is taken over.
    const [row] = await ctx.tx.execute<{ id: string }>(sql`
      insert into email_suppressions as s (tenant_id, email_normalized, phone_e164, channel, reason, detail, created_by, expires_at, created_at)
      values (${ctx.tenant}, ${email}, ${phone}, ${channel}, 'manual', ${detail}, ${actorLabel(ctx.actor)}, ${expiresAt}, ${now.toISOString()})
      on conflict (tenant_id, address, channel, reason) where deleted_at is null do update
        set detail = excluded.detail, created_by = excluded.created_by, expires_at = excluded.expires_at, created_at = excluded.created_at
        where s.expires_at <= ${now.toISOString()}
      returning id`);
    if (!row) {
      const problem = 'is on the list already, by hand. Remove it there first, to give it another reason or time.';
      throw conflict(`${email ?? phone} ${problem}`, { [field]: problem });
    }
    ctx.audit({ ...(email ? { email } : { phone, channel }), detail, expiresAt });
    ctx.emit(suppressionFact('added', row.id, now));
    const [made] = await selectSuppressions(ctx, sql`s.id = ${row.id}`, 1);
    if (!made) throw new Error('The insert left no row.');
    return presentSuppression(made);
  },
});
