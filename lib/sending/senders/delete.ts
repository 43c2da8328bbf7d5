import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { senders } from '@/db/schema';
import { command } from '@/lib/platform/command';
import { conflict } from '@/lib/platform/errors';
import { onSender } from '../reliance/look';
import { SenderDelete } from '../schema';
import { holdSender, presentSender } from './queries';

export const deleteSender = command({
  name: 'senders.delete',
  summary:
    'Delete a sender; refused while campaigns come from it, unless they are left anyway: those are not sent further',
  access: 'settings:write',
  http: { method: 'DELETE', path: '/senders/{id}', status: 204 },
  input: SenderDelete,
  output: z.object({}),
  entity: ({ id }) => ({ type: 'sender', id }),
  async run(ctx, { id, anyway }) {
    const row = await holdSender(ctx, id);
    if (row.isDefault) throw conflict('This is the default sender. Make another one the default first.');
    const { loses, says, waiting } = await onSender(ctx, presentSender(row));
    if (loses && !anyway) throw conflict(`${says} Send anyway=true to delete it all the same.`);
    await ctx.tx
      .update(senders)
      .set({ deletedAt: ctx.clock.now() })
      .where(and(eq(senders.tenantId, ctx.tenant), eq(senders.id, id)));
    ctx.audit({ fromEmail: row.fromEmail, ...(loses ? { waiting } : {}) });
    return {};
  },
});
