import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { sendingProviders } from '@/db/schema';
import { command } from '@/lib/platform/command';
import { conflict } from '@/lib/platform/errors';
import { holdProvider } from '../queries';
import { lockReliance } from '../reliance/lock';
import { onProvider } from '../reliance/look';
import { ProviderDelete } from '../schema';

/** Refused while somebody loses by it, unless they are left anyway: its credentials are erased, so nothing brings it back. */
export const deleteProvider = command({
  name: 'providers.delete',
  summary:
    'Delete a provider: what waits goes to the next one, and its webhooks are no longer taken; refused while somebody loses by it',
  access: 'settings:write',
  http: { method: 'DELETE', path: '/providers/{id}', status: 204 },
  input: ProviderDelete,
  output: z.object({}),
  entity: ({ id }) => ({ type: 'provider', id }),
  async run(ctx, { id, anyway }) {
    await lockReliance(ctx);
    const row = await holdProvider(ctx, id);
    const { loses, says, afterwards, waiting } = await onProvider(ctx, row);
    if (loses && !anyway) throw conflict(`${says} Send anyway=true to delete it all the same.`);
    await ctx.tx
      .update(sendingProviders)
      .set({ deletedAt: ctx.clock.now(), secret: '', enabled: false })
      .where(and(eq(sendingProviders.tenantId, ctx.tenant), eq(sendingProviders.id, id)));
    ctx.audit({ name: row.name, kind: row.kind, afterwards, waiting });
    return {};
  },
});
