// Adds up what the test runners wrote: node .ci/sum.mjs RESULTS_DIR name:exitCode …
// `name` is the runner's file without .json; a step that failed without a failed test counts as one failure.
// Prints what failed and why, one line a step, then exactly `N passed, N failed`; exits 1 when anything failed or was skipped.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const say = (line) => process.stdout.write(`${line}\n`);

/** Counts of a vitest or Playwright JSON report. */
export function countsOf(report) {
  if (report.stats) {
    const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = report.stats;
    return { passed: expected, failed: unexpected + flaky + (report.errors?.length ?? 0), skipped };
  }
  // A file that does not load has no tests of its own to fail.
  const unloaded = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloaded.length,
    skipped: report.numPendingTests + (report.numTodoTests ?? 0),
  };
}

const lines = 30;
const plain = (text) =>
  text
    .replace(/\u001b\[[0-9;]*m/g, '')
    .split('\n')
    .slice(0, lines)
    .join('\n  ');

/** The failed tests of a vitest or Playwright JSON report, each with its first words of why. */
export function failuresOf(report) {
  if (report.stats) return (report.suites ?? []).flatMap((suite) => failedSpecs(suite, []));
  return report.testResults.flatMap((file) =>
    file.assertionResults.length === 0 && file.status === 'failed'
      ? [`${file.name}\n  ${plain(file.message ?? '')}`]
      : file.assertionResults
          .filter((test) => test.status === 'failed')
          .map((test) => `${file.name}: ${test.fullName}\n  ${plain((test.failureMessages ?? []).join('\n'))}`),
  );
}

function failedSpecs(suite, above) {
  const path = [...above, suite.title];
  const own = (suite.specs ?? [])
    .filter((spec) => !spec.ok || spec.tests.some((test) => test.status === 'flaky'))
    .map((spec) => {
      const results = spec.tests.flatMap((test) => test.results);
      const errors = results.flatMap((result) => (result.errors ?? []).map((error) => error.message ?? ''));
      return `${[...path, spec.title].join(' > ')}\n  ${plain(errors.join('\n'))}`;
    });
  return [...own, ...(suite.suites ?? []).flatMap((inner) => failedSpecs(inner, path))];
}

function countsOfStep(folder, name, code) {
  let counts = { passed: 0, failed: 0, skipped: 0 };
  let note = '';
  try {
    const report = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
    counts = countsOf(report);
    for (const failure of failuresOf(report)) say(`FAILED ${failure}`);
    if (counts.passed + counts.failed === 0) note = 'no test ran';
  } catch {
    note = 'no report';
  }
  if (code !== 0 && !note) note = `exit code ${code}`;
  if (note && counts.failed === 0) counts.failed = 1;
  return { ...counts, note };
}

function main([folder, ...steps]) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const step of steps) {
    const [name, code] = step.split(':');
    const { note, ...counts } = countsOfStep(folder, name, Number(code));
    const texts = Object.entries(counts).map(([word, n]) => `${n} ${word}`);
    say(`${name}: ${texts.join(', ')}${note ? ` (${note})` : ''}`);
    for (const word of Object.keys(total)) total[word] += counts[word];
  }
  if (total.skipped > 0) say(`${total.skipped} tests were skipped: here every one of them must run.`);
  say(`${total.passed} passed, ${total.failed} failed`);
  process.exitCode = total.failed > 0 || total.skipped > 0 || total.passed === 0 ? 1 : 0;
}

if (process.argv[1]?.endsWith('sum.mjs')) main(process.argv.slice(2));
