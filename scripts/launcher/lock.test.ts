import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acquireLock } from './lock';
import { startOf } from './processes';
import { nameOf, readRuntime, removeRuntime, writeRuntime, type Runtime } from './runtime-file';

let folder = '';
let file = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ao-lock-'));
  file = join(folder, 'lock');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const take = () => acquireLock(file, (pid) => `held by ${pid}`);

async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  return child.pid ?? 0;
}

describe('the lock of a data folder', () => {
  it('is held by one process at a time and free after its release', () => {
    const first = take();
    expect(first.wasStale).toBe(false);
    expect(() => take()).toThrow(`held by ${process.pid}`);
    first.release();
    expect(existsSync(file)).toBe(false);
    take().release();
  });

  it('is taken over from a process that is gone', async () => {
    writeFileSync(file, JSON.stringify({ pid: await deadPid(), startedAt: '1' }));
    const lock = take();
    expect(lock.wasStale).toBe(true);
    lock.release();
  });

  it('is taken over when its pid now belongs to another process', () => {
    writeFileSync(file, JSON.stringify({ pid: process.pid, startedAt: `${Number(startOf(process.pid)) - 1}` }));
    expect(take().wasStale).toBe(true);
  });

  it('is taken over when its content is damaged', () => {
    writeFileSync(file, '{"pid":');
    expect(take().wasStale).toBe(true);
  });
});

describe('runtime.json', () => {
  const runtime = (pid: number): Runtime => ({
    ...{
      launcher: nameOf(pid),
      processes: {},
      port: 1,
      publicUrl: '',
      databaseUrl: 'x',
      databaseSystemUrl: '',
      databaseOwnerUrl: '',
    },
    ...{ clickhouseUrl: '', secrets: { auth: '', encryption: '', tracking: '' } },
  });

  it('is readable by its owner only and tells what runs', () => {
    writeRuntime(folder, runtime(process.pid));
    expect(statSync(join(folder, 'runtime.json')).mode & 0o777).toBe(0o600);
    expect(readRuntime(folder)?.databaseUrl).toBe('x');
    removeRuntime(folder);
    expect(readRuntime(folder)).toBeNull();
  });

  it('is as good as absent when its launcher is gone or it is cut', async () => {
    writeRuntime(folder, runtime(await deadPid()));
    expect(readRuntime(folder)).toBeNull();
    writeFileSync(join(folder, 'runtime.json'), '{"launcher":');
    expect(readRuntime(folder)).toBeNull();
  });
});
