import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isFresh, sourceHash } from './build';
import { workersOf } from './bundle';

let root = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ao-build-'));
  for (const folder of ['app/deep', 'lib', 'workers', '.next']) mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, 'app/deep/page.tsx'), 'one');
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('the build', () => {
  it('is stale after a change of a source, a name or the lock, and not after a change of a test', () => {
    const before = sourceHash(root);
    writeFileSync(join(root, 'lib/x.test.ts'), 'test');
    expect(sourceHash(root)).toBe(before);
    const changes = [
      ['app/deep/page.tsx', 'two'],
      ['lib/new.ts', ''],
      ['package-lock.json', '{}'],
      ['workers/main.ts', 'one'],
    ] as const;
    const hashes = changes.map(([name, text]) => {
      writeFileSync(join(root, name), text);
      return sourceHash(root);
    });
    expect(new Set([before, ...hashes]).size).toBe(5);
  });

  it('counts as fresh only when it was finished from these very sources', () => {
    const hash = sourceHash(root);
    expect(isFresh(root, hash)).toBe(false);
    writeFileSync(join(root, '.next/ao-build.json'), JSON.stringify({ hash }));
    expect(isFresh(root, hash)).toBe(false);
    writeFileSync(join(root, '.next/BUILD_ID'), 'id');
    expect(isFresh(root, hash)).toBe(false);
    writeFileSync(workersOf(root), '');
    expect(isFresh(root, hash)).toBe(true);
    expect(isFresh(root, `${hash}x`)).toBe(false);
  });
});
