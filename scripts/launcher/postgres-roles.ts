import postgres from 'postgres';

/** The three roles that programs use; none is a superuser, none passes row security. */
export const roles = ['ao_owner', 'ao_app', 'ao_system'] as const;

export type RolePasswords = Record<(typeof roles)[number], string>;

/** The same server and role with another database. */
export function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

async function asSuperuser<T>(superUrl: string, work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(superUrl, { max: 1, onnotice: () => undefined, connect_timeout: 10, idle_timeout: 5 });
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** Makes the roles where absent and gives them these passwords. */
export async function ensureRoles(superUrl: string, passwords: RolePasswords): Promise<void> {
  await asSuperuser(superUrl, async (sql) => {
    for (const role of roles) {
      const [found] = await sql`select 1 from pg_roles where rolname = ${role}`;
      const verb = found ? 'alter' : 'create';
      // The passwords are 64 random hex digits, so they need no quoting beyond this.
      await sql.unsafe(
        `${verb} role ${role} login nosuperuser nobypassrls nocreatedb nocreaterole password '${passwords[role]}'`,
      );
    }
  });
}

/** Makes a database owned by ao_owner where absent, from `template` if given; only the three roles may connect. */
export async function createDatabase(superUrl: string, name: string, template?: string): Promise<void> {
  await asSuperuser(superUrl, async (sql) => {
    const [found] = await sql`select 1 from pg_database where datname = ${name}`;
    if (!found) {
      await sql.unsafe(
        `create database ${quoted(name)} owner ao_owner${template ? ` template ${quoted(template)}` : ''}`,
      );
    }
    await sql.unsafe(`revoke all on database ${quoted(name)} from public`);
    await sql.unsafe(`grant connect, temporary on database ${quoted(name)} to ao_app, ao_system`);
  });
}
