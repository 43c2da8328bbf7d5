import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Check } from './check';

const MAX_LINES = 100;
const require = createRequire(import.meta.url);

export interface Output {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs Node on a script with arguments in cwd, collects what it prints; code is 1 when a signal ended it. */
export function runNode(script: string, args: string[], cwd: string): Promise<Output> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...args], {
      cwd,
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code: code ?? 1, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() });
    });
  });
}

/** Absolute path of the script behind a package's command, found without a shell or npx. */
export function binOf(packageName: string, command = packageName): string {
  const folder = packageFolder(packageName);
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    bin: string | Record<string, string>;
  };
  const bin = typeof manifest.bin === 'string' ? manifest.bin : manifest.bin[command];
  if (!bin) throw new Error(`package ${packageName} has no command ${command}`);
  return join(folder, bin);
}

/** A check that passes when a package's command exits with 0, and otherwise shows what the command printed. */
export function toolCheck(name: string, packageName: string, command: string, args: string[]): Check {
  return {
    name,
    async run(root) {
      const { code, stdout, stderr } = await runNode(binOf(packageName, command), args, root);
      if (code === 0) return { problems: [] };
      const lines = `${stdout}\n${stderr}`.split('\n').filter((line) => line.trim() !== '');
      const shown = lines.slice(0, MAX_LINES);
      if (lines.length > shown.length) shown.push(`… and ${lines.length - shown.length} lines more`);
      return { problems: shown.length > 0 ? shown : [`${command} exited with ${code} and printed nothing`] };
    },
  };
}

function packageFolder(packageName: string): string {
  for (const base of require.resolve.paths(packageName) ?? []) {
    try {
      readFileSync(join(base, packageName, 'package.json'));
      return join(base, packageName);
    } catch {
      continue;
    }
  }
  throw new Error(`package ${packageName} is not installed: run npm ci (looked from ${dirname(import.meta.filename)})`);
}
