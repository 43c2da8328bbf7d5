import { createApiKey, createTenant, createUser, grantOperator, issueLinkTo } from '@/lib/identity';
import { pages } from '@/lib/paths';
import { systemClock } from '@/lib/platform/clock';
import { config, required } from '@/lib/platform/config';
import { jobContext } from '@/lib/platform/context';
import { logger } from '@/lib/platform/log';
import { closeServices, openServices, type Services } from '@/lib/platform/services';
import { migrateClickhouse } from '../../db/clickhouse/migrate';
import { migrate, rollback } from '../../db/migrate';
import { firstStart } from '../../db/seed/first-start';
import { seedDemo } from '../../db/seed/demo';
import type { Arguments } from './arguments';
import { doctor } from './doctor';

/** What a command tells: its value for --json, and lines for people. */
export interface Answer {
  value: unknown;
  lines: string[];
  failed?: boolean;
}

type Command = (args: Arguments) => Promise<Answer>;

async function withServices<T>(run: (services: Services) => Promise<T>): Promise<T> {
  const services = openServices();
  try {
    return await run(services);
  } finally {
    await closeServices(services);
  }
}

const ownerUrl = () => required(config().database.owner, 'DATABASE_OWNER_URL');

const migrateUp: Command = async (args) => {
  if (args.flag('down')) {
    const reverted = await rollback({ ownerUrl: ownerUrl() });
    return { value: { reverted }, lines: [reverted ? `Reverted ${reverted}.` : 'Nothing to revert.'] };
  }
  const { applied, version } = await migrate({ ownerUrl: ownerUrl() });
  const { url, database } = config().clickhouse;
  if (url) await migrateClickhouse({ url, database });
  const env = Object.fromEntries(Object.entries(process.env).filter((e): e is [string, string] => e[1] !== undefined));
  const first =
    env['ADMIN_EMAIL'] && env['ADMIN_PASSWORD']
      ? await firstStart({
          ownerUrl: ownerUrl(),
          appUrl: env['DATABASE_URL'] ?? '',
          systemUrl: env['DATABASE_SYSTEM_URL'] ?? '',
          env,
        })
      : null;
  return {
    value: { applied, version, firstStart: first?.created ?? false, adminLink: first?.adminLink ?? null },
    lines: [
      `Schema ${version}, ${applied.length ? `applied ${applied.join(', ')}` : 'nothing to apply'}.`,
      ...(first?.adminLink ? [`Sign in once as administrator: ${first.adminLink}`] : []),
    ],
  };
};

const tenantCreate: Command = (args) =>
  withServices(async (services) => {
    const tenant = await createTenant(
      services,
      {
        slug: args.required('slug'),
        name: args.required('name'),
        timeZone: args.option('time-zone'),
        country: args.option('country'),
      },
      config().mailDomain,
    );
    return { value: tenant, lines: [`Made the tenant ${tenant.slug} (${tenant.name}).`] };
  });

async function mustExist(services: Services, tenant: string): Promise<void> {
  const [known] = await services.system.tags`select 1 from tenants where id = ${tenant} and deleted_at is null`;
  if (!known) throw new Error(`There is no tenant "${tenant}". Make it with: tenant create --slug ${tenant} --name …`);
}

const userCreate: Command = (args) =>
  withServices(async (services) => {
    const roles = (args.option('role') ?? 'user').split(',').map((role) => role.trim());
    const tenant = args.required('tenant');
    await mustExist(services, tenant);
    const user = await createUser(services, tenant, {
      email: args.required('email'),
      password: args.required('password'),
      name: args.option('name'),
      roles,
    });
    if (args.flag('operator')) await grantOperator(services, user.id, 'command line');
    return { value: user, lines: [`${user.email} is in ${tenant} as ${user.roles.join(', ')}.`] };
  });

const userLink: Command = (args) =>
  withServices(async (services) => {
    const email = args.required('email');
    const link = config().publicUrl + pages.setup(await issueLinkTo(services, email));
    return {
      value: { email, link },
      lines: [`${email} chooses a new password with it, once, within three days: ${link}`],
    };
  });

const apiKeyCreate: Command = (args) =>
  withServices(async (services) => {
    const tenant = args.required('tenant');
    await mustExist(services, tenant);
    const ctx = jobContext({ tenant, name: 'command line', clock: systemClock, log: logger('cli'), services });
    const key = await createApiKey(ctx, {
      name: args.option('name') ?? 'command line',
      scopes: args.required('scopes').split(','),
    });
    return { value: key, lines: [key.key] };
  });

const seed: Command = (args) =>
  withServices(async (services) => {
    const named = args.option('tenant');
    if (named) await mustExist(services, named);
    const tenant = named ?? 'demo';
    await seedDemo(services, tenant);
    return { value: { tenant }, lines: [`Put the demo data into ${tenant}.`] };
  });

export const commands: Record<string, { run: Command; usage: string }> = {
  'tenant create': { run: tenantCreate, usage: 'tenant create --slug S --name N [--time-zone Z] [--country CC]' },
  'user create': {
    run: userCreate,
    usage: 'user create --tenant S --email E --password P --role R [--name N] [--operator]',
  },
  'user link': { run: userLink, usage: 'user link --email E' },
  'apikey create': { run: apiKeyCreate, usage: "apikey create --tenant S --scopes '*' [--name N]" },
  migrate: { run: migrateUp, usage: 'migrate [--down]' },
  doctor: { run: doctor, usage: 'doctor' },
  seed: { run: seed, usage: 'seed [--tenant S]' },
};
