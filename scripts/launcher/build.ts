import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleWorkers, workersOf } from './bundle';
import { preload, projectDir } from './children';
import { LaunchError } from './failure';
import { acquireLock, type Lock } from './lock';
import { asEnvironment, isAlive, pause, stopChild, type Log } from './processes';

const sources = ['app', 'components', 'lib', 'db', 'public', 'workers'];
const files = [
  'next.config.js',
  'package-lock.json',
  'package.json',
  'postcss.config.mjs',
  'tsconfig.json',
  'proxy.ts',
];
const others = ['instrumentation.ts', 'instrumentation-node.ts', 'instrumentation-client.ts'];
const PROGRESS_MS = 5_000;
const OTHER_BUILD_MS = 600_000;

function* filesBelow(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else if (!/\.test\.tsx?$/.test(entry.name)) yield path;
  }
}

/** A hash of everything that the build is made from; equal sources give equal hashes on every machine. */
export function sourceHash(root: string): string {
  const hash = createHash('sha256').update(process.version.split('.')[0] ?? '');
  const found = sources
    .filter((name) => existsSync(join(root, name)))
    .flatMap((name) => [...filesBelow(join(root, name))]);
  const single = [...files, ...others].map((name) => join(root, name)).filter((path) => existsSync(path));
  for (const path of [...found, ...single].sort()) {
    const content = readFileSync(path);
    hash.update(`${path.slice(root.length)}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

const stampOf = (root: string): string => join(root, '.next', 'ao-build.json');

/** True when .next holds a finished build of these very sources. */
export function isFresh(root: string, hash: string): boolean {
  try {
    const { hash: built } = JSON.parse(readFileSync(stampOf(root), 'utf8')) as { hash?: string };
    return built === hash && existsSync(join(root, '.next', 'BUILD_ID')) && existsSync(workersOf(root));
  } catch {
    return false;
  }
}

/** In the one folder of .next that a build does not clear. */
async function waitForLock(log: Log): Promise<Lock> {
  const folder = join(projectDir, '.next', 'cache');
  mkdirSync(folder, { recursive: true });
  const end = performance.now() + OTHER_BUILD_MS;
  for (let told = false; ; told = true) {
    try {
      return acquireLock(
        join(folder, 'ao-build.lock'),
        (pid) => `Another build runs (pid ${pid}): wait for it, then start again.`,
      );
    } catch (error) {
      if (!(error instanceof LaunchError) || performance.now() > end) throw error;
      if (!told) log('another start builds the same sources; waiting for it');
      await pause(1_000);
    }
  }
}

async function runBuild(env: Record<string, string>, dataDir: string, log: Log, signal: AbortSignal): Promise<void> {
  const logFile = join(dataDir, 'build.log');
  const descriptor = openSync(logFile, 'w', 0o600);
  const next = join(projectDir, 'node_modules', 'next', 'dist', 'bin', 'next');
  const child = spawn(process.execPath, ['--import', preload, next, 'build'], {
    cwd: projectDir,
    env: asEnvironment({
      ...env,
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      AO_LAUNCHER: String(process.pid),
    }),
    stdio: ['ignore', descriptor, descriptor, 'ipc'],
  });
  closeSync(descriptor);
  const stop = () => void stopChild(child, 'SIGTERM', 2_000);
  signal.addEventListener('abort', stop);
  const started = performance.now();
  const progress = setInterval(
    () => log(`building the console, ${Math.round((performance.now() - started) / 1000)} s …`),
    PROGRESS_MS,
  );
  try {
    const code = await new Promise<number | null>((resolve, reject) =>
      child.once('error', reject).once('exit', resolve),
    );
    const isWhole = existsSync(join(projectDir, '.next', 'BUILD_ID'));
    if ((code !== 0 || !isWhole) && !signal.aborted) {
      const tail = readFileSync(logFile, 'utf8').trim().split('\n').slice(-15).join('\n');
      throw new LaunchError(`The build failed; ${logFile} ends:\n${tail}`);
    }
  } finally {
    clearInterval(progress);
    signal.removeEventListener('abort', stop);
    if (child.pid && isAlive(child.pid)) await stopChild(child, 'SIGTERM', 2_000);
  }
}

async function buildWorkers(): Promise<void> {
  try {
    await bundleWorkers(projectDir);
  } catch (error) {
    throw new LaunchError(`The workers could not be built: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Builds web and workers if their sources changed since the last build. Returns whether it built. Raises LaunchError. */
export async function ensureBuild(
  env: Record<string, string>,
  dataDir: string,
  log: Log,
  signal: AbortSignal,
): Promise<boolean> {
  const hash = sourceHash(projectDir);
  if (isFresh(projectDir, hash)) return false;
  const lock = await waitForLock(log);
  try {
    if (isFresh(projectDir, hash)) return false;
    rmSync(stampOf(projectDir), { force: true });
    await runBuild(env, dataDir, log, signal);
    if (signal.aborted) return false;
    await buildWorkers();
    writeFileSync(stampOf(projectDir), `${JSON.stringify({ hash })}\n`);
    return true;
  } finally {
    lock.release();
  }
}
