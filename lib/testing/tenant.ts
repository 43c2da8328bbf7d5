import { randomBytes, randomUUID } from 'node:crypto';
import { createTenant } from '@/lib/identity';
import { fixedClock } from '@/lib/platform/clock';
import type { Actor, Ctx } from '@/lib/platform/context';
import { logger } from '@/lib/platform/log';
import { defaultRoles } from '@/lib/platform/permissions';
import type { TestDatabase } from './database';

export interface TestTenantOptions {
  slug?: string;
  timeZone?: string;
  /** Where the clock stands at first; the present moment unless told otherwise (monthly partitions exist around it). */
  at?: Date | string;
}

/** A tenant of its own with an administrator, so that tests in one database never meet. */
export interface TestTenant {
  slug: string;
  /** The administrator's context: all rights. */
  ctx: Ctx;
  clock: ReturnType<typeof fixedClock>;
  admin: { id: string; email: string };
  /** The same tenant seen by a user who holds exactly these rights, or the rights of a named default role. */
  as: (rights: string[] | 'admin' | 'user' | 'readonly') => Ctx;
  /** The same tenant seen by nobody in particular (a public link). */
  asPublic: () => Ctx;
}

/** Makes a tenant and its administrator in the given database. */
export async function testTenant(database: TestDatabase, options: TestTenantOptions = {}): Promise<TestTenant> {
  const slug = options.slug ?? `t-${randomBytes(5).toString('hex')}`;
  const timeZone = options.timeZone ?? 'UTC';
  const email = `admin@${slug}.test`;
  const sql = database.owner.tags;
  await createTenant(database.services, { slug, name: `Tenant ${slug}`, timeZone }, 'mail.localhost');
  const [user] = await sql<{ id: string }[]>`
    insert into users (email, email_normalized, name) values (${email}, ${email}, 'Test Admin') returning id`;
  if (!user) throw new Error('the administrator was not inserted');
  await sql`insert into tenant_users (tenant_id, user_id, roles) values (${slug}, ${user.id}, ${['admin']})`;

  const clock = fixedClock(options.at ?? new Date());
  const base = { tenant: slug, clock, log: logger('test'), timeZone, services: database.services };
  const seenBy = (actor: Actor): Ctx => ({ ...base, actor, requestId: randomUUID() });
  const person = (roles: string[], rights: readonly string[]): Actor => ({
    ...{ kind: 'user', id: user.id, name: 'Test Admin', email, operator: false },
    ...{ roles, permissions: new Set(rights) },
  });
  return {
    slug,
    clock,
    admin: { id: user.id, email },
    ctx: seenBy(person(['admin'], ['*'])),
    as: (rights) =>
      seenBy(typeof rights === 'string' ? person([rights], defaultRoles[rights] ?? []) : person(['custom'], rights)),
    asPublic: () => seenBy({ kind: 'public', id: 'test', name: 'test' }),
  };
}
