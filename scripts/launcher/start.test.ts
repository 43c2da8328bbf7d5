import { spawn } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { projectDir } from './children';
import { supervise } from './supervise';
import { asEnvironment, freePort, until } from './processes';

let dataDir = '';

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'ao-start-'));
});

afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

/** Runs the start command and returns its exit code and what it said. */
async function start(env: Record<string, string>): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, ['scripts/start.mjs'], {
    cwd: projectDir,
    env: asEnvironment({ PATH: process.env.PATH ?? '', DATA_DIR: dataDir, INBOUND_SMTP_PORT: '0', ...env }),
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, said };
}

describe('a start that cannot go on says why in one sentence', () => {
  it('when the port is in use', async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '0.0.0.0', resolve));
    const { port } = holder.address() as AddressInfo;
    const { code, said } = await start({ PORT: String(port) });
    holder.close();
    expect(code).toBe(1);
    expect(said.trim()).toBe(
      `AlumOutreach could not start. Port ${port} is in use: stop the program that listens there, or choose another port with PORT=${port + 1} npm start.`,
    );
    expect(existsSync(join(dataDir, 'lock'))).toBe(false);
  });

  it('when the port for incoming mail is in use', async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    const { port } = holder.address() as AddressInfo;
    const { code, said } = await start({ PORT: '0', INBOUND_SMTP_PORT: String(port) });
    holder.close();
    expect(code).toBe(1);
    expect(said.trim()).toBe(
      `AlumOutreach could not start. Port ${port} is in use: stop the program that listens there, or choose another port with INBOUND_SMTP_PORT=${port + 1} npm start.`,
    );
  });

  it('when only some of the three database addresses are given', async () => {
    const { code, said } = await start({ DATABASE_URL: 'postgres://ao_app@127.0.0.1/x' });
    expect(code).toBe(1);
    expect(said).toContain('DATABASE_SYSTEM_URL, DATABASE_OWNER_URL');
    expect(said.trim().split('\n')).toHaveLength(1);
  });

  it('when a given server cannot be reached, naming its setting and not its password', async () => {
    const port = await freePort();
    const url = `postgres://ao_x:hidden@127.0.0.1:${port}/x`;
    const env = {
      DATABASE_URL: url,
      DATABASE_SYSTEM_URL: url,
      DATABASE_OWNER_URL: url,
      CLICKHOUSE_URL: 'http://127.0.0.1:1',
    };
    const { code, said } = await start({ PORT: '0', ...env });
    expect(code).toBe(1);
    expect(said).toContain(`The server of DATABASE_OWNER_URL (127.0.0.1:${port}) cannot be reached (ECONNREFUSED)`);
    expect(said).not.toContain('hidden');
  });

  it('when another launcher uses the data folder', async () => {
    const { acquireLock } = await import('./lock');
    const lock = acquireLock(join(dataDir, 'lock'), String);
    const { code, said } = await start({ PORT: '0' });
    lock.release();
    expect(code).toBe(1);
    expect(said).toContain(`already runs on ${dataDir} (pid ${process.pid})`);
  });

  it('when the data folder cannot be made', async () => {
    writeFileSync(join(dataDir, 'file'), '');
    const { code, said } = await start({ DATA_DIR: join(dataDir, 'file', 'below') });
    expect(code).toBe(1);
    expect(said).toContain('choose another with DATA_DIR=');
  });
});

describe('a supervised process', () => {
  it('is started again when it dies and stays gone once stopped', async () => {
    let starts = 0;
    const server = await supervise({
      name: 'sleeper',
      graceMs: 1_000,
      log: () => undefined,
      start: async () => {
        starts += 1;
        return spawn(process.execPath, ['-e', 'setInterval(() => 1, 1000)']);
      },
    });
    server.child.kill('SIGKILL');
    expect(await until(() => starts === 2, 20_000)).toBe(true);
    await server.stop();
    expect(server.child.signalCode).toBe('SIGTERM');
    expect(starts).toBe(2);
  });
});
