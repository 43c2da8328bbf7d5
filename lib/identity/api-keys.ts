import { apiKeys } from '@/db/schema';
import { command } from '@/lib/platform/command';
import { actorLabel, type Actor } from '@/lib/platform/context';
import { DomainError, invalid } from '@/lib/platform/errors';
import { secretToken } from '@/lib/platform/ids';
import { coversScope, scopes } from '@/lib/platform/scopes';
import { hashToken } from '@/lib/platform/session';
import { ApiKeyCreate, ApiKeyCreated } from './schema';

/** What a key made by this actor can hold: every right and wildcard that they hold themselves. */
export const grantableScopes = (actor: Actor): string[] =>
  scopes.filter((scope) => lackingOf(actor, [scope]).length === 0);

function lackingOf(actor: Actor, wanted: readonly string[]): string[] {
  if (actor.kind === 'job') return [];
  const held = actor.kind === 'public' ? new Set<string>() : actor.permissions;
  return wanted.filter((scope) => !coversScope(held, scope));
}

/** A key never holds more than who makes it; an operator's command line (a job) holds all. */
function requireOwnRights(actor: Actor, wanted: readonly string[]): void {
  const lacking = lackingOf(actor, wanted);
  if (lacking.length === 0) return;
  const list = lacking.join(', ');
  throw new DomainError({
    code: 'forbidden',
    message: `A key cannot hold rights that you lack: ${list}. Leave them out, or ask an administrator to make the key.`,
    fields: { scopes: `beyond your own rights: ${list}` },
  });
}

export const createApiKey = command({
  name: 'api_keys.create',
  summary: 'Make an API key; it is shown once',
  access: 'settings:write',
  http: { method: 'POST', path: '/api-keys', status: 201 },
  input: ApiKeyCreate,
  output: ApiKeyCreated,
  secret: true,
  entity: (_, key) => ({ type: 'api_key', id: key.id }),
  async run(ctx, input) {
    requireOwnRights(ctx.actor, input.scopes);
    const expiresAt = input.expiresAt ? new Date(input.expiresAt) : null;
    if (expiresAt && expiresAt <= ctx.clock.now())
      throw invalid('The key would have expired already. Choose a later expiresAt, or none.', {
        expiresAt: 'lies in the past',
      });
    const key = `ao_${secretToken(30)}`;
    const [row] = await ctx.tx
      .insert(apiKeys)
      .values({
        tenantId: ctx.tenant,
        name: input.name,
        prefix: key.slice(0, 10),
        keyHash: hashToken(key),
        scopes: input.scopes,
        createdBy: actorLabel(ctx.actor),
        expiresAt,
        createdAt: ctx.clock.now(),
      })
      .returning({ id: apiKeys.id });
    if (!row) throw new Error('The insert returned no row.');
    return {
      id: row.id,
      key,
      prefix: key.slice(0, 10),
      scopes: input.scopes,
      expiresAt: expiresAt?.toISOString() ?? null,
    };
  },
});
