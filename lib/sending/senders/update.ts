import { and, eq } from 'drizzle-orm';
import { senders } from '@/db/schema';
import { command } from '@/lib/platform/command';
import { Sender, SenderUpdate } from '../schema';
import { assertOwnAddress } from './allowed';
import { clearDefault, holdSender, presentSender } from './queries';

export const updateSender = command({
  name: 'senders.update',
  summary: 'Change a sender, or make it the one that mail comes from unless said',
  access: 'settings:write',
  http: { method: 'PATCH', path: '/senders/{id}' },
  input: SenderUpdate,
  output: Sender,
  entity: ({ id }) => ({ type: 'sender', id }),
  async run(ctx, { id, fromName, fromEmail, isDefault }) {
    const before = await holdSender(ctx, id);
    if (fromEmail !== undefined && fromEmail !== before.fromEmail) await assertOwnAddress(ctx, fromEmail);
    if (isDefault && !before.isDefault) await clearDefault(ctx);
    const [row] = await ctx.tx
      .update(senders)
      .set({
        fromName: fromName ?? before.fromName,
        fromEmail: fromEmail ?? before.fromEmail,
        isDefault: before.isDefault || isDefault === true,
        updatedAt: ctx.clock.now(),
      })
      .where(and(eq(senders.tenantId, ctx.tenant), eq(senders.id, id)))
      .returning();
    if (!row) throw new Error('The update returned no row.');
    ctx.audit({ fromName: row.fromName, fromEmail: row.fromEmail, isDefault: row.isDefault });
    return presentSender(row);
  },
});
