import { createTenant, createUser, grantOperator, issueLink, renewFirstLink } from '@/lib/identity';
import { parse } from '@/lib/platform/config';
import { closeServices, openServices } from '@/lib/platform/services';
import { pages } from '@/lib/paths';
import { seedDemo } from './demo';

export interface FirstStartOptions {
  ownerUrl: string;
  systemUrl: string;
  appUrl: string;
  env: Record<string, string>;
}

const demoSlug = 'demo';

/**
 * On an installation without users: the demo tenant (unless DEMO=0) and its first administrator, an operator. With
 * ADMIN_EMAIL and ADMIN_PASSWORD the account is ready; else a one-time link sets its password. Later starts change nothing
 * but that link: while nobody has a password, each brings a fresh one and ends the older ones.
 */
export async function firstStart({ env }: FirstStartOptions): Promise<{ adminLink: string | null; created: boolean }> {
  const settings = parse(env);
  const services = openServices(settings);
  try {
    const [known] = await services.system.tags<{ n: number }[]>`select count(*)::int as n from users`;
    const linkTo = (token: string) => settings.publicUrl + pages.setup(token);
    if (known && known.n > 0) {
      const token = await renewFirstLink(services);
      return { adminLink: token && linkTo(token), created: false };
    }
    const tenant = env['DEMO'] === '0' ? 'main' : demoSlug;
    const name = env['DEMO'] === '0' ? 'My organisation' : 'Alderwick University';
    await createTenant(services, { slug: tenant, name, timeZone: 'Europe/London' }, settings.mailDomain);
    const given = Boolean(env['ADMIN_EMAIL'] && env['ADMIN_PASSWORD']);
    const admin = await createUser(services, tenant, {
      email: env['ADMIN_EMAIL'] || 'admin@alumoutreach.local',
      name: 'Administrator',
      roles: ['admin'],
      ...(given ? { password: env['ADMIN_PASSWORD'] } : {}),
    });
    await grantOperator(services, admin.id, 'first start');
    if (env['DEMO'] !== '0') await seedDemo(services, tenant);
    const adminLink = given ? null : linkTo(await issueLink(services, admin.id));
    return { adminLink, created: true };
  } finally {
    await closeServices(services);
  }
}
