import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import postgres from 'postgres';
import { LaunchError } from './failure';
import { healCluster } from './postgres-heal';
import { preparePostgresHome, type PostgresHome } from './postgres-home';
import { createDatabase, ensureRoles } from './postgres-roles';
import { asEnvironment, freePort, type Log } from './processes';
import { loadSecrets } from './secrets';
import { supervise } from './supervise';

export { createDatabase, withDatabase } from './postgres-roles';

export interface PostgresOptions {
  dataDir: string;
  log: Log;
  /** Told after each later start of the server, when its pid has changed. */
  onStart?: () => void;
  /** Server settings beyond the launcher's own, e.g. { fsync: 'off' } for tests. */
  settings?: Record<string, string>;
}

export interface Postgres {
  urls: { owner: string; app: string; system: string };
  superUrl: string;
  port: number;
  /** Pid of the postmaster at the moment of asking. */
  readonly pid: number;
  stop(): Promise<void>;
}

// A crash under load may leave gigabytes of log to replay; a server that died ends the wait at once.
const START_MS = 300_000;

export const DATABASE = 'alumoutreach';

const MIB = 1024 ** 2;

/** An eighth of what the machine or container has, 128 MB to 4 GB: the rest is for Node, ClickHouse and the cache of files. */
function sharedBuffers(): string {
  const bound = process.constrainedMemory() || Number.POSITIVE_INFINITY;
  const eighth = Math.floor(Math.min(totalmem(), bound) / 8 / MIB);
  return `${Math.max(128, Math.min(4096, eighth))}MB`;
}

const defaults = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  shared_buffers: sharedBuffers(),
  // A campaign to a million writes 2 GB: a checkpoint in the middle of it would make PostgreSQL write each page whole once more.
  max_wal_size: '8GB',
  max_connections: '200',
  fsync: 'on',
  timezone: 'UTC',
  password_encryption: 'scram-sha-256',
  // Passwords here are 256 random bits: stretching them protects nothing and costs each connection milliseconds.
  scram_iterations: '1',
};

const environment = asEnvironment({ PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC' });

function initialise(home: PostgresHome, dataDir: string, password: string): void {
  if (existsSync(join(home.cluster, 'PG_VERSION'))) return;
  // Made aside and moved in whole: a first start that is killed midway leaves nothing that looks like a cluster.
  const making = `${home.cluster}.new`;
  rmSync(making, { recursive: true, force: true });
  mkdirSync(making, { mode: 0o700 });
  const passwordFile = `${home.cluster}.password`;
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (home.as) {
    chownSync(making, home.as.uid, home.as.gid);
    chownSync(passwordFile, home.as.uid, home.as.gid);
  }
  try {
    const result = spawnSync(
      join(home.binaries, 'bin', 'initdb'),
      [
        ...['-D', making, '-U', 'postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--no-instructions'],
        ...['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
        ...['--set', 'unix_socket_directories=', '--set', 'max_connections=20'],
      ],
      { cwd: '/', env: environment, encoding: 'utf8', ...home.as },
    );
    if (result.status !== 0) {
      throw new LaunchError(
        `PostgreSQL could not make its cluster in ${dataDir}: ${lastLine(result.stderr ?? String(result.error))}`,
        result.stderr,
      );
    }
    rmSync(home.cluster, { recursive: true, force: true });
    renameSync(making, home.cluster);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';

async function isReady(superUrl: string): Promise<boolean | string> {
  const sql = postgres(superUrl, { max: 1, connect_timeout: 2, onnotice: () => undefined });
  try {
    await sql`select 1`;
    return true;
  } catch (error) {
    const { code = '', message } = error as Error & { code?: string };
    return code === '28P01' ? message : false;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

function openLog(dataDir: string): { file: string; descriptor: number } {
  const file = join(dataDir, 'postgres.log');
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  return { file, descriptor: openSync(file, size > 10_000_000 ? 'w' : 'a', 0o600) };
}

async function startServer(home: PostgresHome, options: PostgresOptions, superUrl: string): Promise<ChildProcess> {
  await healCluster(home.cluster, options.log);
  const { file, descriptor } = openLog(options.dataDir);
  const settings = { ...defaults, ...options.settings, port: new URL(superUrl).port };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  // Detached, so that Ctrl-C reaches the launcher alone and the web process still finds its database while it stops.
  const child = spawn(join(home.binaries, 'bin', 'postgres'), ['-D', home.cluster, ...flags], {
    cwd: '/',
    env: environment,
    detached: true,
    stdio: ['ignore', descriptor, descriptor],
    ...home.as,
  });
  closeSync(descriptor);
  const spawned = new Promise<never>((_, reject) => child.once('error', reject));
  spawned.catch(() => undefined);
  const end = performance.now() + START_MS;
  while (performance.now() < end) {
    const ready =
      child.exitCode === null && child.signalCode === null && (await Promise.race([isReady(superUrl), spawned]));
    if (ready === true) return child;
    if (child.exitCode !== null || child.signalCode !== null || typeof ready === 'string') {
      child.kill('SIGINT');
      if (typeof ready === 'string') {
        throw new LaunchError(
          `The password in ${join(options.dataDir, 'secrets.json')} does not fit the database beside it: restore that file from a backup.`,
        );
      }
      throw new LaunchError(`PostgreSQL did not start; ${file} ends: ${lastLine(readFileSync(file, 'utf8'))}`);
    }
    await wait(25);
  }
  child.kill('SIGQUIT');
  throw new LaunchError(`PostgreSQL did not answer within its time; see ${file}`);
}

/**
 * Starts the embedded PostgreSQL 18 on a data folder, on 127.0.0.1 and a free port, with the three roles and the
 * database `alumoutreach`. Heals what a kill left, restarts the server when it dies. Raises LaunchError.
 */
export async function startPostgres(given: PostgresOptions): Promise<Postgres> {
  const options = { ...given, dataDir: resolve(given.dataDir) };
  if (mkdirSync(options.dataDir, { recursive: true })) chmodSync(options.dataDir, 0o700);
  const secrets = loadSecrets(options.dataDir);
  const home = preparePostgresHome(options.dataDir);
  initialise(home, options.dataDir, secrets.postgres);
  const port = await freePort();
  const urlOf = (role: string, password: string, database: string) =>
    `postgres://${role}:${password}@127.0.0.1:${port}/${database}`;
  const superUrl = urlOf('postgres', secrets.postgres, 'postgres');
  const server = await supervise({
    ...{ name: 'PostgreSQL', log: options.log, onStart: options.onStart, gentle: 'SIGINT', graceMs: 20_000 },
    start: () => startServer(home, options, superUrl),
  });
  try {
    await ensureRoles(superUrl, secrets);
    await createDatabase(superUrl, DATABASE);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return {
    urls: {
      owner: urlOf('ao_owner', secrets.ao_owner, DATABASE),
      app: urlOf('ao_app', secrets.ao_app, DATABASE),
      system: urlOf('ao_system', secrets.ao_system, DATABASE),
    },
    superUrl,
    port,
    get pid() {
      return server.pid;
    },
    stop: () => server.stop(),
  };
}
