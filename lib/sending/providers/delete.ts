import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { sendingProviders } from '@/db/schema';
import { command } from '@/lib/platform/command';
import { holdProvider } from '../queries';
import { ProviderRef } from '../schema';

export const deleteProvider = command({
  name: 'providers.delete',
  summary: 'Delete a provider: what waits goes to the next one, and its webhooks are no longer taken',
  access: 'settings:write',
  http: { method: 'DELETE', path: '/providers/{id}', status: 204 },
  input: ProviderRef,
  output: z.object({}),
  entity: ({ id }) => ({ type: 'provider', id }),
  async run(ctx, { id }) {
    const row = await holdProvider(ctx, id);
    await ctx.tx
      .update(sendingProviders)
      .set({ deletedAt: ctx.clock.now(), secret: '', enabled: false })
      .where(and(eq(sendingProviders.tenantId, ctx.tenant), eq(sendingProviders.id, id)));
    ctx.audit({ name: row.name, kind: row.kind });
    return {};
  },
});
