import type { TagsTx } from '@/db/client';
import { parseInput } from '@/lib/platform/command';
import { conflict, DomainError, driverFailure, invalid } from '@/lib/platform/errors';
import { secretToken } from '@/lib/platform/ids';
import { withSystem } from '@/lib/platform/db/system';
import { logger, type Logger } from '@/lib/platform/log';
import { defaultRoles } from '@/lib/platform/permissions';
import type { Services } from '@/lib/platform/services';
import { hashToken } from '@/lib/platform/session';
import { hashPassword } from './password';
import { requireZone } from './require-zone';
import { TenantCreate, UserCreate } from './schema';

// What an installation's operator does from the command line or at the first start: above any one tenant.

type Open = Pick<Services, 'system'>;
type Warner = Pick<Logger, 'warn'>;

/**
 * Makes a tenant with its roles, first site and default sender; throws `conflict` when the slug is taken, and `invalid` for a zone
 * that the database does not know.
 */
export async function createTenant(
  open: Open,
  raw: unknown,
  mailDomain: string,
): Promise<{ slug: string; name: string }> {
  const input = parseInput(TenantCreate, raw);
  try {
    await withSystem(open, async (sql) => {
      await requireZone(sql, input.timeZone);
      await sql`insert into tenants (id, name, time_zone, country) values (${input.slug}, ${input.name}, ${input.timeZone}, ${input.country})`;
      const rights = Object.entries(defaultRoles).flatMap(([role, held]) =>
        held.map((permission) => ({ tenant_id: input.slug, role, permission })),
      );
      await sql`insert into role_permissions ${sql(rights)}`;
      await sql`insert into sites (tenant_id, name) values (${input.slug}, 'Main')`;
      await sql`insert into senders (tenant_id, from_name, from_email, is_default) values (${input.slug}, ${input.name}, ${`${input.slug}@${mailDomain}`}, true)`;
    });
  } catch (error) {
    if (driverFailure(error)?.sqlState === '23505')
      throw conflict(`There is a tenant with the slug "${input.slug}" already.`, { slug: 'is taken' });
    throw error;
  }
  return { slug: input.slug, name: input.name };
}

/** Makes a user, or adds an existing one to the tenant with these roles. */
export async function createUser(
  open: Open,
  tenant: string,
  raw: unknown,
): Promise<{ id: string; email: string; roles: string[] }> {
  const input = parseInput(UserCreate, raw);
  const passwordHash = input.password ? await hashPassword(input.password) : null;
  const id = await withSystem(open, async (sql) => {
    const [known] = await sql`select 1 from tenants where id = ${tenant} and deleted_at is null`;
    if (!known) throw new DomainError({ code: 'not_found', message: `The organisation "${tenant}" does not exist.` });
    const held = await sql<{ role: string }[]>`
      select distinct role from role_permissions where tenant_id = ${tenant} order by role`;
    const roles = held.map(({ role }) => role);
    const unknown = input.roles.find((role) => !roles.includes(role));
    if (unknown !== undefined)
      throw invalid(`There is no role "${unknown}" in ${tenant}. Its roles are ${roles.join(', ')}.`, {
        roles: `${unknown} is not a role here`,
      });
    const [row] = await sql<{ id: string }[]>`
      insert into users (email, email_normalized, name, password_hash) values (${input.email}, ${input.email}, ${input.name ?? input.email.split('@')[0] ?? input.email}, ${passwordHash})
      on conflict (email_normalized) where deleted_at is null do update set password_hash = coalesce(excluded.password_hash, users.password_hash) returning id`;
    if (!row) throw new Error('The insert returned no row.');
    await sql`insert into tenant_users (tenant_id, user_id, roles) values (${tenant}, ${row.id}, ${input.roles})
      on conflict (tenant_id, user_id) do update set roles = excluded.roles, is_active = true`;
    return row.id;
  });
  return { id, email: input.email, roles: input.roles };
}

export async function grantOperator(open: Open, userId: string, by: string): Promise<void> {
  await withSystem(
    open,
    (sql) => sql`insert into operators (user_id, granted_by) values (${userId}, ${by}) on conflict do nothing`,
  );
}

async function insertLink(sql: TagsTx, userId: string): Promise<string> {
  const token = secretToken();
  await sql`
    insert into password_reset_tokens (token_hash, user_id, purpose, expires_at) values (${hashToken(token)}, ${userId}, 'setup', now() + interval '3 days')`;
  return token;
}

/** A link's token that sets this user's password once, within three days. */
export const issueLink = (open: Open, userId: string): Promise<string> =>
  withSystem(open, (sql) => insertLink(sql, userId));

/**
 * The same for whoever signs in with this address, told by the audit log of each organisation of theirs, and by the log of this
 * process where there is none. Throws `not_found`.
 */
export async function issueLinkTo(open: Open, email: string, log: Warner = logger('identity')): Promise<string> {
  const [action, actor] = ['account.issue_link', 'job:command line'];
  const made = await withSystem(open, async (sql) => {
    const [user] = await sql<{ id: string }[]>`
      select id from users where email_normalized = ${email.trim().toLowerCase()} and deleted_at is null and is_active`;
    if (!user) throw new DomainError({ code: 'not_found', message: `Nobody signs in with ${email}.` });
    const { count } = await sql`
      insert into audit_logs (tenant_id, action, actor_type, actor_id, entity_type, entity_id, request_id)
      select tenant_id, ${action}, 'job', ${actor}, 'user', ${user.id}, 'job-command line'
      from tenant_users where user_id = ${user.id} and is_active`;
    return { user: user.id, told: count, token: await insertLink(sql, user.id) };
  });
  if (made.told === 0) log.warn({ action, actor, user: made.user }, 'a link to an account of no organisation was made');
  return made.token;
}

/**
 * While nobody on the installation has a password: a fresh link's token for its first operator, whose older links end.
 * Null once somebody has one.
 */
export async function renewFirstLink(open: Open): Promise<string | null> {
  const token = secretToken();
  return withSystem(open, async (sql) => {
    const known = async () => (await sql`select 1 from users where password_hash is not null limit 1`).length > 0;
    if (await known()) return null;
    const [first] = await sql<{ id: string }[]>`
      select u.id from users u left join operators o on o.user_id = u.id where u.deleted_at is null and u.is_active
      order by o.created_at nulls last, u.id limit 1`;
    if (!first) return null;
    // Links before people, as one who uses a link locks them: whoever sets a password meanwhile is seen below.
    await sql`update password_reset_tokens set used_at = now() where user_id = ${first.id} and used_at is null`;
    await sql`select 1 from users where id = ${first.id} for update`;
    if (await known()) return null;
    await sql`
      insert into password_reset_tokens (token_hash, user_id, purpose, expires_at) values (${hashToken(token)}, ${first.id}, 'setup', now() + interval '3 days')`;
    return token;
  });
}
