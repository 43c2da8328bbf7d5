import { apiKeys } from '@/db/schema';
import { command } from '@/lib/platform/command';
import { actorLabel } from '@/lib/platform/context';
import { secretToken } from '@/lib/platform/ids';
import { hashToken } from '@/lib/platform/session';
import { ApiKeyCreate, ApiKeyCreated } from './schema';

export const createApiKey = command({
  name: 'api_keys.create',
  summary: 'Make an API key; it is shown once',
  access: 'settings:write',
  http: { method: 'POST', path: '/api-keys', status: 201 },
  input: ApiKeyCreate,
  output: ApiKeyCreated,
  entity: (_, key) => ({ type: 'api_key', id: key.id }),
  async run(ctx, input) {
    const key = `ao_${secretToken(30)}`;
    const [row] = await ctx.tx.insert(apiKeys).values({
      tenantId: ctx.tenant, name: input.name, prefix: key.slice(0, 10), keyHash: hashToken(key), scopes: input.scopes, createdBy: actorLabel(ctx.actor), createdAt: ctx.clock.now(),
    }).returning({ id: apiKeys.id });
    if (!row) throw new Error('The insert returned no row.');
    return { id: row.id, key, prefix: key.slice(0, 10), scopes: input.scopes };
  },
});
