import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

/** Shipped files that hold this word. */
const holding = (word: RegExp): string[] =>
  ['app', 'lib', 'workers']
    .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)))
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$|^lib\/testing\/|contract/.test(file))
    .filter((file) => word.test(readFileSync(file, 'utf8')))
    .sort();

it('by the ways out of an organisation nobody sends but delivery and tests, each behind the gate and its stored verdict', () => {
  expect(holding(/\bopenProvider\b/)).toEqual([
    'lib/pipeline/delivery/index.ts',
    'lib/sending/index.ts',
    'lib/test-messages/hand-over.ts',
  ]);
});
