import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isSameProcess, pause, signal, startOf, until, type ProcessName } from './processes';

/** What runs on a data folder, for the command line and for the next start. */
export interface Runtime {
  launcher: ProcessName;
  processes: Record<string, ProcessName>;
  port: number;
  publicUrl: string;
  databaseUrl: string;
  databaseSystemUrl: string;
  databaseOwnerUrl: string;
  clickhouseUrl: string;
  secrets: { auth: string; encryption: string; tracking: string };
}

const fileOf = (dataDir: string): string => join(resolve(dataDir), 'runtime.json');

/** This process or another, named so that a reused pid is not mistaken for it. */
export const nameOf = (pid: number): ProcessName => ({ pid, startedAt: startOf(pid) });

/** Writes DATA_DIR/runtime.json (0600). */
export function writeRuntime(dataDir: string, runtime: Runtime): void {
  const file = fileOf(dataDir);
  writeFileSync(`${file}.new`, `${JSON.stringify(runtime, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** Removes DATA_DIR/runtime.json. */
export const removeRuntime = (dataDir: string): void => rmSync(fileOf(dataDir), { force: true });

function parseRuntime(dataDir: string): Runtime | null {
  try {
    const found = JSON.parse(readFileSync(fileOf(dataDir), 'utf8')) as Partial<Runtime>;
    return typeof found.launcher?.pid === 'number' && found.processes ? (found as Runtime) : null;
  } catch {
    return null;
  }
}

/** What runs on this data folder now; null when nothing does. */
export function readRuntime(dataDir: string): Runtime | null {
  const runtime = parseRuntime(dataDir);
  return runtime && isSameProcess(runtime.launcher) ? runtime : null;
}

/** Waits for the children of a killed launcher to leave, and ends those that do not. */
export async function endLeftovers(dataDir: string): Promise<void> {
  const { postgres: _, ...processes } = parseRuntime(dataDir)?.processes ?? {};
  const left = () => Object.values(processes).filter(isSameProcess);
  if (left().length > 0) await pause(250);
  for (const { pid } of left()) signal(pid, 'SIGTERM');
  if (!(await until(() => left().length === 0, 6_000))) for (const { pid } of left()) signal(pid, 'SIGKILL');
  await until(() => left().length === 0, 5_000);
  removeRuntime(dataDir);
}
