import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { dkimKeys } from '@/db/schema';
import { command } from '@/lib/platform/command';
import { findDkimKey } from '../queries';
import { DkimRef } from '../schema';

export const deleteDkimKey = command({
  name: 'dkim_keys.delete',
  summary: 'Delete a key: it signs nothing any more; leave its DNS record for a few days',
  access: 'settings:write',
  http: { method: 'DELETE', path: '/dkim-keys/{id}', status: 204 },
  input: DkimRef,
  output: z.object({}),
  entity: ({ id }) => ({ type: 'dkim_key', id }),
  async run(ctx, { id }) {
    const { domain, algorithm } = await findDkimKey(ctx, id);
    await ctx.tx
      .update(dkimKeys)
      .set({ deletedAt: ctx.clock.now(), privateKey: '', publishedAt: null })
      .where(and(eq(dkimKeys.tenantId, ctx.tenant), eq(dkimKeys.id, id)));
    ctx.audit({ domain, algorithm });
    return {};
  },
});
