'use client';

import { FactStrip } from '@/components/ui/fact-strip';
import { formatNumber } from '@/components/ui/format';
import { Note } from '@/components/ui/note';
import { SkeletonRows } from '@/components/ui/skeleton';
import { TryProblems, type ProblemGroup } from './try-problems';

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
  groups: ProblemGroup[];
};
type TryStepProps = { result: DryRun | null; error: string | null };

/** The sum in a sentence: each row that was tried is one of these. */
function sumOf({ rows, sampled, created, updated, unchanged, repeated, failed }: DryRun): string {
  const parts = [
    `${formatNumber(created)} would be new people`,
    `${formatNumber(updated)} would change people who exist`,
    ...(unchanged > 0 ? [`${formatNumber(unchanged)} would change nothing`] : []),
    ...(repeated > 0
      ? [`${formatNumber(repeated)} would be passed over, since an earlier row is the same person`]
      : []),
    `${formatNumber(failed)} would be refused`,
  ];
  const of = sampled ? `Of the first ${formatNumber(rows)} rows` : `Of all ${formatNumber(rows)} rows`;
  return `${of}, ${parts.slice(0, -1).join(', ')}, and ${parts.at(-1)}. Nothing has been changed yet.`;
}

/** What the import would do, as a sum, with the problems of the rows. */
export function TryStep({ result, error }: TryStepProps) {
  if (error) return <Note tone="bad" alert title={error} />;
  if (!result) return <SkeletonRows rows={4} label="Trying the file; nothing is changed" />;
  const facts = [
    { label: 'New', value: result.created },
    { label: 'Updated', value: result.updated },
    { label: 'Unchanged', value: result.unchanged },
    { label: 'Repeated', value: result.repeated },
    { label: 'Refused', value: result.failed },
  ];
  return (
    <div className="grid gap-4">
      <p className="text-base">{sumOf(result)}</p>
      {result.consentWarnings.map((warning) => (
        <Note key={warning} tone="warn" title="Check who agreed.">
          {warning}
        </Note>
      ))}
      <FactStrip facts={facts.map(({ label, value }) => ({ label, value: formatNumber(value) }))} />
      {result.groups.length > 0 ? (
        <TryProblems groups={result.groups} />
      ) : (
        <Note tone="good" title="Every row is good." />
      )}
    </div>
  );
}
