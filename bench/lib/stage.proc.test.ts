import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { until } from '../../lib/testing/wait';
import { asEnvironment, isAlive } from '../../scripts/launcher/processes';

const bench = `
  import { onStage } from './bench/lib/stage.ts';
  await onStage(async (stage) => {
    console.log(stage.postgresPid());
    process.once('message', () => setTimeout(() => { throw new Error('outside any promise'); }));
    await new Promise(() => setInterval(() => undefined, 1000));
  });`;

it.each(['SIGINT', 'SIGTERM', 'an error outside any promise'] as const)(
  'a bench that ends by %s leaves neither its folder nor its server',
  async (how) => {
    const folder = mkdtempSync(join(tmpdir(), 'ao-test-bench-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', bench], {
      env: asEnvironment({ PATH: process.env.PATH ?? '', TMPDIR: folder }),
      stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
    });
    const ended = once(child, 'exit');
    const [said] = (await once(child.stdout!, 'data')) as [Buffer];
    const ours = () => readdirSync(folder).filter((name) => name.startsWith('ao-bench-'));
    expect(ours()).toHaveLength(1);
    if (how.startsWith('SIG')) child.kill(how as NodeJS.Signals);
    else child.send('fail');
    expect(await ended).toEqual([1, null]);
    expect(ours()).toEqual([]);
    await until('its server to end', () => !isAlive(Number(said.toString())), 10_000);
  },
);
