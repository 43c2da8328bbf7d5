import { and, eq } from 'drizzle-orm';
import { sendingProviders } from '@/db/schema';
import { command } from '@/lib/platform/command';
import { conflict } from '@/lib/platform/errors';
import { allProviders, seen } from '../queries';
import { ProviderOrder, SendingProviders } from '../schema';

export const reorderProviders = command({
  name: 'providers.reorder',
  summary: 'Say in which order the providers of a channel are asked',
  access: 'settings:write',
  http: { method: 'PUT', path: '/providers/order' },
  input: ProviderOrder,
  output: SendingProviders,
  entity: ({ channel }) => ({ type: 'channel', id: channel }),
  async run(ctx, { channel, ids }) {
    const there = (await allProviders(ctx)).filter((row) => row.channel === channel);
    const known = new Set(there.map(({ id }) => id));
    if (new Set(ids).size !== ids.length || ids.length !== known.size || ids.some((id) => !known.has(id)))
      throw conflict('The order must name each provider of this channel once. Load the list again.', {
        ids: `there are ${known.size}`,
      });
    for (const [priority, id] of ids.entries())
      await ctx.tx
        .update(sendingProviders)
        .set({ priority })
        .where(and(eq(sendingProviders.tenantId, ctx.tenant), eq(sendingProviders.id, id)));
    ctx.audit({ order: ids });
    return { items: (await allProviders(ctx)).map((row) => seen(ctx, row)) };
  },
});
