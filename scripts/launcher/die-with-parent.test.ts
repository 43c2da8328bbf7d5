import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { preload } from './children';
import { asEnvironment } from './processes';

it('a child that begins after its launcher was killed leaves at once', async () => {
  const { pid: gone } = spawnSync(process.execPath, ['-e', '0']);
  const env = asEnvironment({ PATH: process.env.PATH ?? '', AO_LAUNCHER: String(gone) });
  const child = spawn(process.execPath, ['--import', preload, '-e', 'setInterval(() => 1, 1000)'], {
    env,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const kill = setTimeout(() => child.kill('SIGKILL'), 5_000);
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  clearTimeout(kill);
  expect([code, signal]).toEqual([null, 'SIGTERM']);
});
