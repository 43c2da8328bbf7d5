import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '@/scripts/launcher/processes';
import type { Api } from './main-job';
import { until } from './wait';

export interface Installation {
  url: string;
  dataDir: string;
  /** Runs a command of the command line on this installation, with --json. */
  cli<T>(...args: string[]): Promise<T>;
  /** A new tenant and a key with all rights in it. */
  tenant(slug: string): Promise<Api>;
  stop(): Promise<void>;
}

/** `npm run cli -- … --json` on an installation that runs. */
export async function cliJson<T>(dataDir: string, args: string[]): Promise<T> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', 'scripts/cli.ts', ...args, '--json'],
    { env: { ...process.env, DATA_DIR: dataDir, LOG_LEVEL: 'error' } },
  );
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as T;
}

/** The whole product as `npm start` runs it, on free ports and a folder of its own; `settings` are its environment. */
export async function startInstallation(settings: Record<string, string>): Promise<Installation> {
  const dataDir = mkdtempSync(join(tmpdir(), 'ao-installation-'));
  const [port, inbound] = [await freePort(), await freePort()];
  const url = `http://localhost:${port}`;
  const env = {
    ...process.env,
    NODE_ENV: 'production',
    DATA_DIR: dataDir,
    PORT: String(port),
    PUBLIC_URL: url,
    INBOUND_SMTP_PORT: String(inbound),
    ADMIN_EMAIL: 'admin@example.org',
    ADMIN_PASSWORD: 'correct horse battery staple',
    DEMO: '0',
    LOG_LEVEL: 'warn',
    ...settings,
  };
  const child: ChildProcess = spawn(process.execPath, ['scripts/start.mjs'], {
    env: env as unknown as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-20_000)));
  const stop = async () => {
    child.kill('SIGTERM');
    if (child.exitCode === null) await new Promise((done) => child.once('exit', done));
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    await until(
      'the installation to be ready',
      async () => {
        if (child.exitCode !== null) throw new Error(`npm start ended with ${child.exitCode}:\n${output}`);
        return (await fetch(`${url}/api/health/ready`).catch(() => null))?.ok;
      },
      300_000,
    );
  } catch (error) {
    await stop();
    throw new Error(`${(error as Error).message}\n${output}`, { cause: error });
  }
  const cli = <T>(...args: string[]) => cliJson<T>(dataDir, args);
  return {
    url,
    dataDir,
    cli,
    stop,
    tenant: async (slug) => {
      await cli('tenant', 'create', '--slug', slug, '--name', slug);
      return { url, key: (await cli<{ key: string }>('apikey', 'create', '--tenant', slug, '--scopes', '*')).key };
    },
  };
}
