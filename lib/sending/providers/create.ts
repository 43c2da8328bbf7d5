import { randomBytes } from 'node:crypto';
import { and, count, eq, isNull, max } from 'drizzle-orm';
import { sendingProviders } from '@/db/schema';
import { command } from '@/lib/platform/command';
import { actorLabel } from '@/lib/platform/context';
import { conflict } from '@/lib/platform/errors';
import { uuidv7 } from '@/lib/platform/ids';
import { makeVapidKeys } from '../adapters/push';
import { checkConfiguration } from '../check-configuration';
import { sealSecrets, split } from '../configuration';
import { nameTaken, seen } from '../queries';
import { ProviderCreate, ProviderCreated, type Configuration } from '../schema';
import { channelOfKind } from '../vocabulary';
import { providerFact } from './fact';

const most = 50;

/** What need not be given is made here. */
function completed(given: ProviderCreate['configuration']): Configuration {
  if (given.kind === 'push') {
    const { publicKey, privateKey } = given;
    return { ...given, ...(publicKey && privateKey ? { publicKey, privateKey } : makeVapidKeys()) };
  }
  if (given.kind === 'webhook')
    return { ...given, secret: given.secret ?? `whsec_${randomBytes(32).toString('base64')}` };
  return given;
}

export const createProvider = command({
  name: 'providers.create',
  summary: 'Set up a provider that messages of one channel go out by; it is asked after those that are there',
  access: 'settings:write',
  http: { method: 'POST', path: '/providers', status: 201 },
  input: ProviderCreate,
  output: ProviderCreated,
  secret: true,
  entity: (_, { provider }) => ({ type: 'provider', id: provider.id }),
  async run(ctx, { name, configuration: given }) {
    const configuration = completed(given);
    checkConfiguration(configuration);
    const channel = channelOfKind[configuration.kind];
    const { settings, secrets } = split(configuration);
    const here = and(eq(sendingProviders.tenantId, ctx.tenant), isNull(sendingProviders.deletedAt));
    const [there] = await ctx.tx
      .select({ last: max(sendingProviders.priority), count: count() })
      .from(sendingProviders)
      .where(here);
    if ((there?.count ?? 0) >= most) throw conflict(`There are ${most} providers already. Delete one first.`);
    const id = uuidv7(ctx.clock.now());
    const [row] = await ctx.tx
      .insert(sendingProviders)
      .values({
        ...{ tenantId: ctx.tenant, id, name, kind: configuration.kind, channel, settings },
        secret: sealSecrets(ctx.tenant, id, secrets),
        priority: (there?.last ?? -1) + 1,
        createdBy: actorLabel(ctx.actor),
        createdAt: ctx.clock.now(),
      })
      .returning()
      .catch((error: unknown) => {
        throw nameTaken(error);
      });
    if (!row) throw new Error('The insert returned no row.');
    ctx.emit(providerFact('created', row));
    ctx.audit({ name, kind: configuration.kind });
    const wasMade = configuration.kind === 'webhook' && given.kind === 'webhook' && !given.secret;
    return { provider: seen(ctx, row), signingSecret: wasMade ? configuration.secret : null };
  },
});
