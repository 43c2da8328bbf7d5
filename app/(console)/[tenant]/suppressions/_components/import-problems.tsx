'use client';

import { Button } from '@/components/ui/button';
import { formatNumber } from '@/components/ui/format';
import type { SuppressionsImported } from '@/lib/suppressions/schema';

const shown = 8;
const cell = (text: string) => `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;

function download(problems: SuppressionsImported['problems']): void {
  const lines = problems.map(({ line, value, problem }) => `${line},${cell(value)},${cell(problem)}`);
  const url = URL.createObjectURL(
    new Blob([`\ufeffline,value,problem\r\n${lines.join('\r\n')}\r\n`], { type: 'text/csv' }),
  );
  const link = document.createElement('a');
  link.href = url;
  link.download = 'suppressions-problems.csv';
  link.click();
  URL.revokeObjectURL(url);
}

/** Which rows were not taken or not wholly, which columns were not read, and why; all of them as a file. */
export function ImportProblems({ result: { invalid, partial, byHand, problems } }: { result: SuppressionsImported }) {
  if (problems.length === 0) return null;
  const all = Math.max(invalid + partial + byHand, problems.length);
  return (
    <section className="grid gap-2">
      <h3 className="font-semibold">
        {problems.length <= invalid
          ? 'Not taken'
          : byHand > 0
            ? 'Not taken, or not as named'
            : 'Not taken, or not wholly'}
      </h3>
      <ul className="divide-y divide-line">
        {problems.slice(0, shown).map(({ line, value, problem }) => (
          <li key={`${line} ${value}`} className="flex flex-wrap gap-x-3 py-1.5">
            <span className="w-16 text-ink-3 figures">Line {formatNumber(line)}</span>
            <span className="min-w-0 flex-1 break-all mono">{value || '(empty)'}</span>
            <span className="basis-full pl-19 text-xs text-ink-2">{problem}</span>
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap items-center gap-3 text-xs text-ink-3">
        {all > shown ? <span>and {formatNumber(all - shown)} more</span> : null}
        <Button size="sm" icon="download" onClick={() => download(problems)}>
          {problems.length < all ? `First ${formatNumber(problems.length)} as CSV` : 'All as CSV'}
        </Button>
      </div>
    </section>
  );
}
