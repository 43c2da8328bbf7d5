import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from '@/lib/platform/config';
import { acquireLock } from '../launcher/lock';
import { startPostgres } from '../launcher/postgres';
import { readRuntime } from '../launcher/runtime-file';
import { loadSecrets } from '../launcher/secrets';

/** Where the command works: explicit URLs win, then what runs on DATA_DIR, else PostgreSQL is started for the command alone. */
export async function connectEnvironment(): Promise<{ how: string; stop: () => Promise<void> }> {
  const given = parse(process.env);
  const nothing = async () => undefined;
  if (given.database.app) return { how: 'the URLs of the environment', stop: nothing };
  const runtime = readRuntime(given.dataDir);
  if (runtime) {
    Object.assign(process.env, {
      DATABASE_URL: runtime.databaseUrl,
      DATABASE_SYSTEM_URL: runtime.databaseSystemUrl,
      DATABASE_OWNER_URL: runtime.databaseOwnerUrl,
      CLICKHOUSE_URL: process.env['CLICKHOUSE_URL'] || runtime.clickhouseUrl,
      PUBLIC_URL: process.env['PUBLIC_URL'] || runtime.publicUrl,
      AUTH_SECRET: runtime.secrets.auth,
      TRACKING_SECRET: runtime.secrets.tracking,
      ENCRYPTION_KEY: runtime.secrets.encryption,
      DATA_DIR: given.dataDir,
    });
    return { how: `what runs on ${given.dataDir}`, stop: nothing };
  }
  mkdirSync(given.dataDir, { recursive: true });
  const lock = acquireLock(
    join(given.dataDir, 'lock'),
    (pid) => `Another process (pid ${pid}) is starting or stopping on ${given.dataDir}. Try again in a moment.`,
  );
  const secrets = loadSecrets(given.dataDir);
  const postgres = await startPostgres({ dataDir: given.dataDir, log: () => undefined });
  Object.assign(process.env, {
    DATABASE_URL: postgres.urls.app,
    DATABASE_SYSTEM_URL: postgres.urls.system,
    DATABASE_OWNER_URL: postgres.urls.owner,
    AUTH_SECRET: secrets.auth,
    TRACKING_SECRET: secrets.tracking,
    ENCRYPTION_KEY: secrets.encryption,
    DATA_DIR: given.dataDir,
  });
  return {
    how: `the embedded server on ${given.dataDir}, started for this command`,
    stop: async () => {
      await postgres.stop();
      lock.release();
    },
  };
}
