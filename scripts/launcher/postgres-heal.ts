import { readFileSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, processesIn, signal, until, type Log } from './processes';

/**
 * Clears what a killed launcher or a killed postmaster left behind, so that the cluster can start: ends an orphaned
 * server and its children, and removes a pid file that names a zombie or somebody else's process.
 */
export async function healCluster(cluster: string, log: Log): Promise<void> {
  const pidFile = join(cluster, 'postmaster.pid');
  const named = readPid(pidFile);
  const folder = realpathSync(cluster);
  const inside = () => processesIn(folder, 'postgres').filter(isAlive);
  if (inside().length > 0) {
    log('an earlier PostgreSQL still runs on these data; stopping it');
    if (named && inside().includes(named)) {
      signal(named, 'SIGINT');
      await until(() => !isAlive(named), 20_000);
    }
    // Children of a killed postmaster hold its shared memory, and a new one would refuse to start beside them.
    for (const pid of inside()) signal(pid, 'SIGQUIT');
    await until(() => inside().length === 0, 5_000);
    for (const pid of inside()) signal(pid, 'SIGKILL');
    await until(() => inside().length === 0, 5_000);
  }
  if (named && process.platform === 'linux' && inside().length === 0) rmSync(pidFile, { force: true });
}

function readPid(file: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
    return pid > 1 ? pid : undefined;
  } catch {
    return undefined;
  }
}
