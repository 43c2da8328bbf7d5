import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bareClient, type Tags, type TagsTx } from './client';

const here = fileURLToPath(new URL('.', import.meta.url));
const folder = join(here, 'migrations');
const lockKey = 4_211_002_026;
const breakpoint = '--> statement-breakpoint';

interface Migration {
  name: string;
  text: string;
  checksum: string;
  version: string | null;
  inTransaction: boolean;
}

export interface MigrateOptions {
  ownerUrl: string;
  log?: (line: string) => void;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

function files(): Migration[] {
  return readdirSync(folder)
    .filter((name) => /^\d{4}_\w+\.sql$/.test(name))
    .sort()
    .map((name) => {
      const text = readFileSync(join(folder, name), 'utf8');
      return {
        name: name.replace(/\.sql$/, ''),
        text,
        checksum: sha256(text),
        version: /^-- version: (\d+\.\d+\.\d+)$/m.exec(text)?.[1] ?? null,
        inTransaction: !/^-- no-transaction$/m.test(text),
      };
    });
}

/** The schema version that this code was written for. */
export const codeVersion = (): string => files().findLast((m) => m.version)?.version ?? '0.0.0';

const statements = (text: string) =>
  text
    .split(breakpoint)
    .map((s) => s.trim())
    .filter((s) => s.replace(/^--.*$/gm, '').trim() !== '');

const lockTries = 4;

/**
 * Applies functions and policies, unless the same ones stand for the same schema already: rewriting the policies takes an
 * exclusive lock on every table, and processes that run would wait behind it. Returns whether it did.
 */
async function applySecurity(sql: Tags, all: readonly Migration[]): Promise<boolean> {
  const texts = ['functions.sql', 'security.sql'].map((file) => readFileSync(join(here, file), 'utf8'));
  const checksum = sha256([...texts, all.at(-1)?.name ?? ''].join('\0'));
  const [known] = await sql<{ checksum: string }[]>`select checksum from schema_security`;
  if (known?.checksum === checksum) return false;
  for (let attempt = 1; ; attempt++) {
    try {
      await sql.begin(async (tx) => {
        await tx`set local lock_timeout = '5s'`;
        for (const text of texts) await tx.unsafe(text);
        await tx`insert into schema_security (one, checksum) values (1, ${checksum}) on conflict (one) do update set checksum = excluded.checksum, applied_at = now()`;
      });
      return true;
    } catch (cause) {
      if ((cause as { code?: string }).code !== '55P03') throw cause;
      if (attempt >= lockTries)
        throw new Error(
          'A table was in use for too long, so that its policies could not be set. Start again when the long-running work on the database has ended.',
          { cause },
        );
    }
  }
}

async function withLock<T>(ownerUrl: string, run: (sql: Tags) => Promise<T>): Promise<T> {
  const sql = bareClient(ownerUrl);
  try {
    const [role] = await sql<
      { super: boolean; bypass: boolean }[]
    >`select rolsuper as super, rolbypassrls as bypass from pg_roles where rolname = current_user`;
    if (role?.super || role?.bypass) {
      throw new Error(
        'DATABASE_OWNER_URL names a superuser or a role with BYPASSRLS. Migrations run as the plain role ao_owner, so that what they make is owned by it.',
      );
    }
    // Polled, not awaited: a waiting pg_advisory_lock deadlocks with CREATE INDEX CONCURRENTLY in the other runner.
    for (;;) {
      const [got] = await sql<{ ok: boolean }[]>`select pg_try_advisory_lock(${lockKey}) as ok`;
      if (got?.ok) break;
      await new Promise((done) => setTimeout(done, 200));
    }
    return await run(sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

async function prepare(sql: Tags): Promise<Map<string, { checksum: string; state: string }>> {
  await sql`create table if not exists schema_migrations (name text primary key, checksum text not null, state text not null default 'done', applied_at timestamptz not null default now())`;
  await sql`create table if not exists schema_version (version text primary key, migration text not null, applied_at timestamptz not null default now())`;
  await sql`create table if not exists schema_security (one smallint primary key, checksum text not null, applied_at timestamptz not null default now())`;
  const rows = await sql<
    { name: string; checksum: string; state: string }[]
  >`select name, checksum, state from schema_migrations`;
  return new Map(rows.map((r) => [r.name, r]));
}

function refuse(all: Migration[], applied: Map<string, { checksum: string; state: string }>): void {
  const known = new Map(all.map((m) => [m.name, m]));
  for (const [name, row] of applied) {
    const file = known.get(name);
    if (!file)
      throw new Error(
        `The database has the migration ${name}, which this version of AlumOutreach does not know: it is newer or foreign. Start the newer version, or point the URLs at another database.`,
      );
    if (row.state !== 'done')
      throw new Error(
        `The migration ${name} stopped half-way. Restore the backup taken before it, or finish it by hand and set its state to 'done' in schema_migrations.`,
      );
    if (row.checksum !== file.checksum)
      throw new Error(
        `The migration ${name} was changed after it had been applied. Restore its file and put the change into a new migration.`,
      );
  }
  const newest = [...applied.keys()].sort().at(-1);
  const late = all.find((m) => newest !== undefined && m.name < newest && !applied.has(m.name));
  if (late)
    throw new Error(
      `The migration ${late.name} is older than ${newest}, which has been applied. Give it a later number.`,
    );
}

async function applyOne(sql: Tags, m: Migration): Promise<void> {
  const record = async (on: Tags | TagsTx) => {
    await on`insert into schema_migrations (name, checksum) values (${m.name}, ${m.checksum}) on conflict (name) do update set state = 'done'`;
    if (m.version)
      await on`insert into schema_version (version, migration) values (${m.version}, ${m.name}) on conflict (version) do nothing`;
  };
  if (m.inTransaction) {
    await sql.begin(async (tx) => {
      await tx`set local lock_timeout = '5s'`;
      for (const statement of statements(m.text)) await tx.unsafe(statement);
      await record(tx);
    });
    return;
  }
  await sql`insert into schema_migrations (name, checksum, state) values (${m.name}, ${m.checksum}, 'started')`;
  for (const statement of statements(m.text)) await sql.unsafe(statement);
  await record(sql);
}

/** Brings the schema to this code's version; refuses a foreign, newer, changed or half-applied one with one sentence. */
export async function migrate({
  ownerUrl,
  log,
}: MigrateOptions): Promise<{ applied: string[]; version: string; secured: boolean }> {
  return withLock(ownerUrl, async (sql) => {
    const applied = await prepare(sql);
    const all = files();
    refuse(all, applied);
    const pending = all.filter((m) => !applied.has(m.name));
    for (const m of pending) {
      try {
        await applyOne(sql, m);
      } catch (cause) {
        throw new Error(`The migration ${m.name} failed and was rolled back: ${(cause as Error).message}`, { cause });
      }
      log?.(`applied ${m.name}`);
    }
    const secured = await applySecurity(sql, all);
    return { applied: pending.map((m) => m.name), version: codeVersion(), secured };
  });
}

/** Reverts the newest migration with its down file; for development. */
export async function rollback({ ownerUrl }: MigrateOptions): Promise<string | null> {
  return withLock(ownerUrl, async (sql) => {
    const applied = await prepare(sql);
    const newest = [...applied.keys()].sort().at(-1);
    if (!newest) return null;
    const down = readFileSync(join(folder, `${newest}.down.sql`), 'utf8');
    await sql.begin(async (tx) => {
      await tx.unsafe(
        `do $$ declare f record; begin for f in select oid::regprocedure as name from pg_proc where pronamespace = 'public'::regnamespace and prosecdef loop execute 'drop function ' || f.name; end loop; end $$`,
      );
      for (const statement of statements(down)) await tx.unsafe(statement);
      await tx`delete from schema_migrations where name = ${newest}`;
      await tx`delete from schema_version where migration = ${newest}`;
      // Its functions are gone.
      await tx`delete from schema_security`;
    });
    return newest;
  });
}
