import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { dkimKeys } from '@/db/schema';
import { command } from '@/lib/platform/command';
import { conflict } from '@/lib/platform/errors';
import { findDkimKey } from '../queries';
import { lockReliance } from '../reliance/lock';
import { onDkimKey } from '../reliance/look';
import { DkimDelete } from '../schema';

/** Refused while somebody loses by it, unless they are left anyway: its private half is erased, and a new one needs DNS again. */
export const deleteDkimKey = command({
  name: 'dkim_keys.delete',
  summary:
    'Delete a key: it signs nothing any more; leave its DNS record for a few days; refused while somebody loses by it',
  access: 'settings:write',
  http: { method: 'DELETE', path: '/dkim-keys/{id}', status: 204 },
  input: DkimDelete,
  output: z.object({}),
  entity: ({ id }) => ({ type: 'dkim_key', id }),
  async run(ctx, { id, anyway }) {
    await lockReliance(ctx);
    const key = await findDkimKey(ctx, id);
    const { loses, says, afterwards, waiting } = await onDkimKey(ctx, key);
    if (loses && !anyway) throw conflict(`${says} Send anyway=true to delete it all the same.`);
    await ctx.tx
      .update(dkimKeys)
      .set({ deletedAt: ctx.clock.now(), privateKey: '', publishedAt: null })
      .where(and(eq(dkimKeys.tenantId, ctx.tenant), eq(dkimKeys.id, id)));
    ctx.audit({ domain: key.domain, algorithm: key.algorithm, afterwards, waiting });
    return {};
  },
});
