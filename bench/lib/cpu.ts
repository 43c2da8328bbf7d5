import { existsSync, readdirSync, readFileSync } from 'node:fs';

// Linux counts processor time in hundredths of a second, for programs as for scripts.
const tickUs = 10_000;

interface Process {
  parent: number;
  /** Its own, and that of its children that ended. */
  us: number;
}

const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);

/** All processes of this machine; none where there is no /proc. */
function processes(): Map<number, Process> {
  const all = new Map<number, Process>();
  if (!existsSync('/proc/self/stat')) return all;
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      // Its name stands in brackets, and may hold anything.
      const fields = stat
        .slice(stat.lastIndexOf(')') + 2)
        .split(' ')
        .map(Number);
      all.set(Number(name), { parent: fields[1]!, us: sum(fields.slice(11, 15)) * tickUs });
    } catch {
      // It ended meanwhile.
    }
  }
  return all;
}

/** Microseconds of processor that each group of processes has taken, with all that they started. */
export function cpuOf<Group extends string>(groups: Record<Group, readonly number[]>): Record<Group, number> {
  const all = processes();
  const isOf = (pid: number, roots: readonly number[]): boolean => {
    for (let at = pid; at > 1; at = all.get(at)?.parent ?? 0) if (roots.includes(at)) return true;
    return false;
  };
  const sums = {} as Record<Group, number>;
  for (const [group, roots] of Object.entries(groups) as [Group, readonly number[]][]) {
    sums[group] = 0;
    for (const [pid, { us }] of all) if (isOf(pid, roots)) sums[group] += us;
  }
  return sums;
}
