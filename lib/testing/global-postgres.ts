import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { migrate } from '../../db/migrate';
import { createDatabase, startPostgres } from '../../scripts/launcher/postgres';
import { ensureRoles, roles, withDatabase, type RolePasswords } from '../../scripts/launcher/postgres-roles';
import { dropDatabase } from './drop';

/** One role's URLs of one database, and the superuser's for making more of them. */
export interface ProvidedPostgres {
  superUrl: string;
  template: string;
  urls: { owner: string; app: string; system: string };
}

declare module 'vitest' {
  export interface ProvidedContext {
    postgres: ProvidedPostgres;
  }
}

interface Server {
  superUrl: string;
  urls: ProvidedPostgres['urls'];
  stop(): Promise<void>;
}

// Tests may lose their data with the machine: no fsync makes cloning a template several times faster.
const SPEED = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', shared_buffers: '128MB' };

async function embedded(): Promise<Server> {
  const dataDir = mkdtempSync(join(tmpdir(), 'ao-test-postgres-'));
  const server = await startPostgres({ dataDir, log: () => undefined, settings: SPEED });
  const stop = async () => {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  return { superUrl: server.superUrl, urls: server.urls, stop };
}

/** A server that stands already. Passwords derive from its URL, so that runs side by side agree on them. */
async function given(superUrl: string): Promise<Server> {
  const password = (role: string) => createHash('sha256').update(`${role} of ${superUrl}`).digest('hex');
  const passwords = Object.fromEntries(roles.map((role) => [role, password(role)])) as RolePasswords;
  await ensureRoles(superUrl, passwords);
  const urlOf = (role: (typeof roles)[number]) => {
    const url = new URL(superUrl);
    url.username = role;
    url.password = passwords[role];
    return url.href;
  };
  const urls = { owner: urlOf('ao_owner'), app: urlOf('ao_app'), system: urlOf('ao_system') };
  return { superUrl, urls, stop: async () => undefined };
}

/** Vitest global set-up: one server for the run, one migrated template database, from which test files clone theirs. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const superUrl = process.env.AO_TEST_SUPER_URL;
  const server = superUrl ? await given(superUrl) : await embedded();
  const template = `ao_template_${randomBytes(4).toString('hex')}`;
  const stop = async () => {
    if (superUrl) await dropDatabase(server.superUrl, template);
    await server.stop();
  };
  try {
    await createDatabase(server.superUrl, template);
    const urls = {
      owner: withDatabase(server.urls.owner, template),
      app: withDatabase(server.urls.app, template),
      system: withDatabase(server.urls.system, template),
    };
    await migrate({ ownerUrl: urls.owner });
    project.provide('postgres', { superUrl: server.superUrl, template, urls });
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}
