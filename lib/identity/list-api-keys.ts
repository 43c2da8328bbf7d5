import { desc, eq } from 'drizzle-orm';
import { z } from 'zod';
import { apiKeys } from '@/db/schema';
import { query } from '@/lib/platform/command';
import { ApiKeys } from './schema';

export const listApiKeys = query({
  name: 'api_keys.list',
  summary: 'List the API keys of this organisation, newest first; the keys themselves are not kept',
  access: 'settings:read',
  http: { method: 'GET', path: '/api-keys' },
  input: z.object({}),
  output: ApiKeys,
  async run(ctx) {
    const rows = await ctx.tx
      .select()
      .from(apiKeys)
      .where(eq(apiKeys.tenantId, ctx.tenant))
      .orderBy(desc(apiKeys.createdAt), desc(apiKeys.id))
      .limit(200);
    return {
      items: rows.map((row) => ({
        id: row.id,
        name: row.name,
        prefix: row.prefix,
        scopes: row.scopes,
        createdBy: row.createdBy,
        createdAt: row.createdAt.toISOString(),
        lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
        expiresAt: row.expiresAt?.toISOString() ?? null,
        revokedAt: row.revokedAt?.toISOString() ?? null,
      })),
    };
  },
});
