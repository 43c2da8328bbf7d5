import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, inject } from 'vitest';
import { connect, type Connection } from '@/db/client';
import { closeServices, services, type Services } from '@/lib/platform/services';
import { createDatabase, withDatabase } from '@/scripts/launcher/postgres';
import { dropDatabase } from './drop';
import type { ProvidedPostgres } from './global-postgres';

/** A test file's own database, cloned from the migrated template. */
export interface TestDatabase {
  name: string;
  urls: ProvidedPostgres['urls'];
  superUrl: string;
  dataDir: string;
  /** What lib/platform/services answers in this process: pages, routes and verbs under test use the same. */
  services: Services;
  /** The role that owns the tables; passes no row security but sees every tenant. For arranging and asserting. */
  owner: Connection;
}

/**
 * Clones a database, points this process's settings and services at it, and drops it after the file.
 * Call once at the top of a *.db.test.ts file: `const database = await testDatabase();`
 */
export async function testDatabase(settings: Record<string, string> = {}): Promise<TestDatabase> {
  const { superUrl, template, urls: templateUrls } = inject('postgres');
  const name = `ao_test_${randomBytes(6).toString('hex')}`;
  await createDatabase(superUrl, name, template);
  const urls = {
    owner: withDatabase(templateUrls.owner, name),
    app: withDatabase(templateUrls.app, name),
    system: withDatabase(templateUrls.system, name),
  };
  const dataDir = mkdtempSync(join(tmpdir(), 'ao-test-data-'));
  Object.assign(process.env, {
    NODE_ENV: 'test',
    LOG_LEVEL: 'silent',
    DATA_DIR: dataDir,
    DATABASE_URL: urls.app,
    DATABASE_SYSTEM_URL: urls.system,
    DATABASE_OWNER_URL: urls.owner,
    AUTH_SECRET: randomBytes(32).toString('hex'),
    TRACKING_SECRET: randomBytes(32).toString('hex'),
    ENCRYPTION_KEY: randomBytes(32).toString('hex'),
    ...settings,
  });
  const opened = services();
  const owner = connect(urls.owner, { max: 2, name: 'ao-test-owner' });
  afterAll(async () => {
    await Promise.all([closeServices(opened), owner.close()]);
    await dropDatabase(superUrl, name);
    rmSync(dataDir, { recursive: true, force: true });
  });
  return { name, urls, superUrl, dataDir, services: opened, owner };
}
