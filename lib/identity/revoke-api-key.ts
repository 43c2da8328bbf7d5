import { and, eq, isNull } from 'drizzle-orm';
import { z } from 'zod';
import { apiKeys } from '@/db/schema';
import { command } from '@/lib/platform/command';
import { notFound } from '@/lib/platform/errors';

export const revokeApiKey = command({
  name: 'api_keys.revoke',
  summary: 'Revoke an API key: programs that use it are refused at once',
  access: 'settings:write',
  http: { method: 'DELETE', path: '/api-keys/{id}', status: 204 },
  input: z.object({ id: z.uuid() }),
  output: z.object({}),
  entity: ({ id }) => ({ type: 'api_key', id }),
  async run(ctx, { id }) {
    const [row] = await ctx.tx
      .update(apiKeys)
      .set({ revokedAt: ctx.clock.now() })
      .where(and(eq(apiKeys.tenantId, ctx.tenant), eq(apiKeys.id, id), isNull(apiKeys.revokedAt)))
      .returning({ name: apiKeys.name });
    if (!row) throw notFound('API key that is in use');
    ctx.audit({ name: row.name });
    ctx.afterCommit(() => ctx.services.access.changed());
    return {};
  },
});
