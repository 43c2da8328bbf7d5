import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { LaunchError } from './failure';
import { isSameProcess, startOf, type ProcessName } from './processes';

export interface Lock {
  /** True when a process that is gone had left the lock behind. */
  wasStale: boolean;
  release(): void;
}

const read = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
};

function holderOf(text: string): ProcessName | undefined {
  try {
    const { pid, startedAt } = JSON.parse(text) as Partial<ProcessName>;
    return typeof pid === 'number' && typeof startedAt === 'string' ? { pid, startedAt } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Takes an exclusive lock file that names this process. A lock whose process is gone is taken over.
 * Raises LaunchError with `busy(pid)` while another process holds it.
 */
export function acquireLock(file: string, busy: (pid: number) => string): Lock {
  const own = `${file}.${process.pid}`;
  const text = JSON.stringify({ pid: process.pid, startedAt: startOf(process.pid) });
  writeFileSync(own, text, { mode: 0o600 });
  try {
    for (let wasStale = false; ; wasStale = true) {
      try {
        // A link, so that the lock appears whole or not at all.
        linkSync(own, file);
        return { wasStale, release: () => void (read(file) === text && rmSync(file, { force: true })) };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const found = read(file);
      const holder = holderOf(found ?? '');
      if (holder && isSameProcess(holder)) throw new LaunchError(busy(holder.pid));
      removeStale(file, found);
    }
  } finally {
    rmSync(own, { force: true });
  }
}

/** Moves the lock aside before removing it: if it changed since it was read, somebody took it over, and it goes back. */
function removeStale(file: string, expected: string | undefined): void {
  const aside = `${file}.stale.${process.pid}`;
  try {
    renameSync(file, aside);
    if (read(aside) !== expected) linkSync(aside, file);
  } catch {
    // Another start was faster; the next round sees its lock.
  }
  rmSync(aside, { force: true });
}
