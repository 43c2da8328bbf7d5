import type { Check } from './check';
import { layers } from './layers';
import { engines, lock, pins } from './packages';
import { sizes } from './sizes';
import { toolCheck } from './tool';
import { words } from './words';

/** All house checks, the slowest first so that two lanes finish together. None needs a service. */
export const checks: Check[] = [
  toolCheck('types', 'typescript', 'tsc', ['--noEmit', '--project', 'scripts/verify/tsconfig.json']),
  toolCheck('lint', 'oxlint', 'oxlint', ['--format', 'unix']),
  toolCheck('unused', 'knip', 'knip', ['--no-progress', '--no-config-hints']),
  layers,
  toolCheck('format', 'oxfmt', 'oxfmt', ['--list-different']),
  lock,
  words,
  sizes,
  engines,
  pins,
];
