import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { senders } from '@/db/schema';
import { command } from '@/lib/platform/command';
import { conflict } from '@/lib/platform/errors';
import { SenderRef } from '../schema';
import { holdSender } from './queries';

export const deleteSender = command({
  name: 'senders.delete',
  summary: 'Delete a sender; a campaign that is being sent from it is not sent further',
  access: 'settings:write',
  http: { method: 'DELETE', path: '/senders/{id}', status: 204 },
  input: SenderRef,
  output: z.object({}),
  entity: ({ id }) => ({ type: 'sender', id }),
  async run(ctx, { id }) {
    const row = await holdSender(ctx, id);
    if (row.isDefault) throw conflict('This is the default sender. Make another one the default first.');
    await ctx.tx
      .update(senders)
      .set({ deletedAt: ctx.clock.now() })
      .where(and(eq(senders.tenantId, ctx.tenant), eq(senders.id, id)));
    ctx.audit({ fromEmail: row.fromEmail });
    return {};
  },
});
