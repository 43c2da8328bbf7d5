import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { projectDir } from './launcher/children';

const folder = mkdtempSync(join(tmpdir(), 'ao-sum-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const vitest = (passed: number, failed: number, pending = 0, files: object[] = []) => ({
  ...{ numPassedTests: passed, numFailedTests: failed, numPendingTests: pending, numTodoTests: 0, testResults: files },
});

/** Sums these reports; a report of undefined was never written. */
function sum(reports: Record<string, { report?: object; code: number }>): { code: number | null; lines: string[] } {
  const steps = Object.entries(reports).map(([name, { report, code }]) => {
    if (report) writeFileSync(join(folder, `${name}.json`), JSON.stringify(report));
    return `${name}:${code}`;
  });
  const { status, stdout } = spawnSync(process.execPath, [join(projectDir, '.ci/sum.mjs'), folder, ...steps], {
    encoding: 'utf8',
  });
  return { code: status, lines: stdout.trim().split('\n') };
}

describe('the sum of all suites', () => {
  it('is good only when everything ran and passed', () => {
    const good = sum({ a: { report: vitest(3, 0), code: 0 }, b: { report: { stats: { expected: 2 } }, code: 0 } });
    expect(good.code).toBe(0);
    expect(good.lines.at(-1)).toBe('5 passed, 0 failed');
  });

  it('counts a failed test, a flaky one, and a file that does not load', () => {
    const unloaded = [{ status: 'failed', assertionResults: [] }];
    const bad = sum({
      c: { report: vitest(3, 1, 0, unloaded), code: 1 },
      d: { report: { stats: { expected: 2, flaky: 1 } }, code: 0 },
    });
    expect(bad.code).toBe(1);
    expect(bad.lines.at(-1)).toBe('5 passed, 3 failed');
  });

  it('says again at its end what failed and why, since the beginning of a long log may be cut off', () => {
    const test = { status: 'failed', fullName: 'adds up', failureMessages: ['\u001b[31mexpected 1\u001b[39m to be 2'] };
    const files = [{ status: 'failed', name: 'sum.test.ts', assertionResults: [test, { ...test, status: 'passed' }] }];
    const spec = { title: 'signs in', ok: false, tests: [{ results: [{ errors: [{ message: 'no such button' }] }] }] };
    const suites = [
      {
        title: 'e2e/sign-in',
        specs: [{ title: 'fine', ok: true, tests: [] }],
        suites: [{ title: 'door', specs: [spec] }],
      },
    ];
    const { lines } = sum({
      h: { report: vitest(1, 1, 0, files), code: 1 },
      i: { report: { stats: { expected: 1, unexpected: 1 }, suites }, code: 1 },
    });
    expect(lines).toEqual([
      'FAILED sum.test.ts: adds up',
      '  expected 1 to be 2',
      'h: 1 passed, 1 failed, 0 skipped (exit code 1)',
      'FAILED e2e/sign-in > door > signs in',
      '  no such button',
      'i: 1 passed, 1 failed, 0 skipped (exit code 1)',
      '2 passed, 2 failed',
    ]);
  });

  it('is bad when a test was skipped, a report is missing, or a step failed beside its tests', () => {
    expect(sum({ e: { report: vitest(3, 0, 1), code: 0 } }).code).toBe(1);
    expect(sum({ never: { code: 0 } })).toMatchObject({
      code: 1,
      lines: [expect.stringContaining('no report'), '0 passed, 1 failed'],
    });
    expect(sum({ f: { report: vitest(3, 0), code: 2 } })).toMatchObject({
      code: 1,
      lines: [expect.any(String), '3 passed, 1 failed'],
    });
    expect(sum({ g: { report: vitest(0, 0), code: 0 } }).code).toBe(1);
  });
});
