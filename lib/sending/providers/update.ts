import { and, eq } from 'drizzle-orm';
import { sendingProviders } from '@/db/schema';
import { command } from '@/lib/platform/command';
import { conflict, invalid } from '@/lib/platform/errors';
import { CannotOpen } from '@/lib/platform/secret-box';
import { checkConfiguration } from '../check-configuration';
import { openSecrets, sealSecrets, split } from '../configuration';
import { holdProvider, nameTaken, seen, type ProviderRow } from '../queries';
import { lockReliance } from '../reliance/lock';
import { onProvider } from '../reliance/look';
import { ProviderUpdate, SendingProvider, type Configuration } from '../schema';
import { secretFields } from '../vocabulary';
import { providerFact } from './fact';

type Given = NonNullable<(typeof ProviderUpdate)['_output']['configuration']>;

function secretsOf(row: ProviderRow): Record<string, string> {
  try {
    return openSecrets(row.tenantId, row.id, row.secret);
  } catch (error) {
    if (error instanceof CannotOpen) return {};
    throw error;
  }
}

/** The new settings; a secret that is not given stays, except where what it belonged to was changed. */
function changed(row: ProviderRow, given: Given) {
  if (given.kind !== row.kind)
    throw invalid('A provider stays what it is. Add another one instead.', { 'configuration.kind': `is ${row.kind}` });
  const { settings, secrets } = split(given);
  // A password is for the server it was entered for: it must not go to another one that somebody points to.
  const keeps =
    given.kind !== 'smtp' || (given.host === row.settings['host'] && given.username === row.settings['username']);
  const kept = keeps ? secretsOf(row) : {};
  const all = { ...kept, ...secrets };
  if (given.kind === 'push' && !given.publicKey) settings['publicKey'] = row.settings['publicKey'] ?? '';
  const optional = new Set(['password', 'signingKey', 'appSecret']);
  const missing = secretFields[given.kind].find((field) => !all[field] && !optional.has(field));
  if (missing) throw invalid('Enter the secret again.', { [`configuration.${missing}`]: 'is empty' });
  checkConfiguration({ ...settings, ...all, kind: given.kind } as Configuration);
  return { settings, secret: sealSecrets(row.tenantId, row.id, all) };
}

export const updateProvider = command({
  name: 'providers.update',
  summary:
    'Change a provider; secrets that are left out stay as they are; turning it off is refused while somebody loses by it',
  access: 'settings:write',
  http: { method: 'PATCH', path: '/providers/{id}' },
  input: ProviderUpdate,
  output: SendingProvider,
  entity: ({ id }) => ({ type: 'provider', id }),
  async run(ctx, { id, name, enabled, anyway, configuration }) {
    if (enabled === false) await lockReliance(ctx);
    const before = await holdProvider(ctx, id);
    const off = enabled === false && before.enabled ? await onProvider(ctx, before) : null;
    if (off?.loses && !anyway) throw conflict(`${off.says} Send anyway=true to turn it off all the same.`);
    const [row] = await ctx.tx
      .update(sendingProviders)
      .set({
        ...(name === undefined ? {} : { name }),
        ...(enabled === undefined ? {} : { enabled }),
        ...(configuration
          ? {
              ...changed(before, configuration),
              state: 'untried',
              lastError: null,
              lastErrorAt: null,
              restsUntil: null,
            }
          : {}),
        version: before.version + 1,
        updatedAt: ctx.clock.now(),
      })
      .where(and(eq(sendingProviders.tenantId, ctx.tenant), eq(sendingProviders.id, id)))
      .returning()
      .catch((error: unknown) => {
        throw nameTaken(error);
      });
    if (!row) throw new Error('The update returned no row.');
    if (configuration || (enabled !== undefined && enabled !== before.enabled)) ctx.emit(providerFact('updated', row));
    ctx.audit({
      ...(name === undefined || name === before.name ? {} : { name: [before.name, name] }),
      ...(enabled === undefined || enabled === before.enabled ? {} : { enabled }),
      ...(off ? { afterwards: off.afterwards, waiting: off.waiting } : {}),
      ...(configuration ? { settings: row.settings } : {}),
    });
    return seen(ctx, row);
  },
});
