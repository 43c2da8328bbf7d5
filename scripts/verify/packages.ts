import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Check, Finding } from './check';
import { textOf } from './files';
import { runNode } from './tool';

/** The lowest Node that the product promises to run on; package.json `engines` says the same. */
const LOWEST_NODE = '20.19.0';
const EXACT = /^\d+\.\d+\.\d+(?:-[\w.]+)?$/;

const require = createRequire(import.meta.url);
const semver = require('semver') as { satisfies(version: string, range: string): boolean };

interface Manifest {
  version?: string;
  engines?: { node?: string };
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

/** Every direct dependency admits the lowest Node promised, and is the version that package.json names. */
export const engines: Check = {
  name: 'engines',
  async run(root) {
    const problems: string[] = [];
    for (const [name, wanted] of Object.entries(directDependencies(root))) {
      const text = textOf(root, join('node_modules', name, 'package.json'));
      if (text === null) {
        problems.push(`${name} is in package.json and not installed: run npm ci`);
        continue;
      }
      const { version, engines: needs } = JSON.parse(text) as Manifest;
      if (needs?.node && !semver.satisfies(LOWEST_NODE, needs.node)) {
        problems.push(`${name} ${version} needs Node ${needs.node}, we promise ${LOWEST_NODE}: take an older version`);
      }
      if (EXACT.test(wanted) && version !== wanted) {
        problems.push(`${name} is installed as ${version}, package.json says ${wanted}: run npm ci`);
      }
    }
    return { problems };
  },
};

/** Versions in package.json are exact, so that two installs are the same. */
export const pins: Check = {
  name: 'pins',
  async run(root) {
    const problems = Object.entries(directDependencies(root))
      .filter(([, version]) => !EXACT.test(version))
      .map(([name, version]) => `${name}: ${version} is not an exact version`);
    return { problems };
  },
};

/** package-lock.json holds an entry for every optional dependency, else `npm ci` refuses it. */
export const lock: Check = {
  name: 'lock',
  async run(root): Promise<Finding> {
    const script = join(root, 'scripts/lock.mjs');
    if (!existsSync(script)) return { problems: ['scripts/lock.mjs is missing'] };
    const { code, stdout, stderr } = await runNode(script, ['--check'], root);
    return { problems: code === 0 ? [] : [`${stdout}${stderr}`.trim() || `scripts/lock.mjs exited with ${code}`] };
  },
};

function directDependencies(root: string): Record<string, string> {
  const text = textOf(root, 'package.json');
  if (text === null) throw new Error('package.json is missing');
  const { dependencies, devDependencies } = JSON.parse(text) as Manifest;
  return { ...dependencies, ...devDependencies };
}
