import { resolve } from 'node:path';
import type { Check } from './verify/check';
import { checks } from './verify/checks';

const LANES = 2;

/** Runs one check, prints its line and problems; answers whether it passed. */
async function report(check: Check, root: string): Promise<boolean> {
  const start = performance.now();
  const finding = await check.run(root).catch((error: unknown) => ({ problems: [String(error)], note: undefined }));
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const passed = finding.problems.length === 0;
  const detail = [passed ? null : `${finding.problems.length} lines`, finding.note].filter(Boolean).join(', ');
  console.log(`${passed ? 'ok  ' : 'FAIL'} ${check.name.padEnd(8)} ${seconds.padStart(5)} s  ${detail}`.trimEnd());
  for (const problem of finding.problems) console.log(`       ${problem}`);
  return passed;
}

/** `npm run verify [-- name…]`: all house checks, or the named ones; exit code 1 when any fails. */
async function main(names: string[]): Promise<void> {
  const unknown = names.filter((name) => !checks.some((check) => check.name === name));
  if (unknown.length > 0)
    throw new Error(`no check is called ${unknown.join(', ')}: ${checks.map((c) => c.name).join(', ')}`);
  const queue = checks.filter((check) => names.length === 0 || names.includes(check.name));
  const total = queue.length;
  let failed = 0;
  const lane = async () => {
    for (let check = queue.shift(); check; check = queue.shift()) {
      if (!(await report(check, resolve('.')))) failed += 1;
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  console.log(failed === 0 ? `all ${total} checks passed` : `${failed} of ${total} checks failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

await main(process.argv.slice(2));
