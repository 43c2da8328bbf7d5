'use client';

import { FactStrip } from '@/components/ui/fact-strip';
import { formatNumber } from '@/components/ui/format';
import { Note } from '@/components/ui/note';
import { SkeletonRows } from '@/components/ui/skeleton';

export type DryRun = {
  rows: number;
  created: number;
  updated: number;
  unchanged: number;
  repeated: number;
  failed: number;
  warnings: number;
  sampled: boolean;
  consentWarnings: string[];
  problems: { line: number; severity: 'error' | 'warning'; column: string; value: string; message: string }[];
};
type TryStepProps = { result: DryRun | null; error: string | null };

/** What the import would do, as a sum, with the first rows that have a problem. */
export function TryStep({ result, error }: TryStepProps) {
  if (error) return <Note tone="bad" alert title={error} />;
  if (!result) return <SkeletonRows rows={4} label="Trying the file; nothing is changed" />;
  const facts = [
    { label: 'New', value: result.created },
    { label: 'Updated', value: result.updated },
    { label: 'Unchanged', value: result.unchanged },
    { label: 'Repeated in the file', value: result.repeated },
    { label: 'Refused', value: result.failed },
  ];
  return (
    <div className="grid gap-4">
      <p className="text-base">
        {result.sampled ? `Of the first ${formatNumber(result.rows)} rows` : `Of all ${formatNumber(result.rows)} rows`}
        , {formatNumber(result.created)} would be new people, {formatNumber(result.updated)} would change people who
        exist, and {formatNumber(result.failed)} would be refused. Nothing has been changed yet.
      </p>
      {result.consentWarnings.map((warning) => (
        <Note key={warning} tone="warn" title="Check who agreed.">
          {warning}
        </Note>
      ))}
      <FactStrip facts={facts.map(({ label, value }) => ({ label, value: formatNumber(value) }))} />
      {result.problems.length > 0 ? (
        <div
          role="region"
          aria-label="Problems"
          tabIndex={0}
          className="max-h-96 overflow-auto rounded-md border border-line scroll-thin"
        >
          <table className="w-full text-left">
            <thead className="text-xs text-ink-3">
              <tr>
                {['Row', 'Column', 'Value', 'Problem'].map((head) => (
                  <th
                    key={head}
                    scope="col"
                    className="sticky top-0 border-b border-line bg-surface px-3 py-2 font-medium"
                  >
                    {head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {result.problems.map((problem, index) => (
                <tr key={`${problem.line}-${index}`} className="align-top">
                  <td className="border-b border-line px-3 py-1.5 figures">{problem.line}</td>
                  <td className="border-b border-line px-3 py-1.5">{problem.column || '–'}</td>
                  <td className="max-w-48 border-b border-line px-3 py-1.5 break-words">{problem.value || '–'}</td>
                  <td className="border-b border-line px-3 py-1.5">
                    {problem.severity === 'error' ? 'Refused: ' : problem.column ? 'Left out: ' : ''}
                    {problem.message}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : (
        <Note tone="good" title="Every row is good." />
      )}
    </div>
  );
}
