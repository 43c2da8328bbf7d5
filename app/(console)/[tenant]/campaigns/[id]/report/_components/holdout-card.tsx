import { Card } from '@/components/ui/card';
import { formatNumber, formatRate } from '@/components/ui/format';
import type { ReportHoldout } from '@/lib/campaigns/schema';
import { NumberTable } from './number-table';

type HoldoutProps = { holdout: ReportHoldout; list: (params: Record<string, string>) => string };

/** “1.5 more of 100 people converted”: a difference of rates, which is no rate itself. */
function liftWords(lift: number): string {
  const size = formatNumber(Math.abs(lift), undefined, { maximumFractionDigits: 2 });
  return `${size} ${lift < 0 ? 'fewer' : 'more'} of 100 people converted`;
}

/** What the campaign brought beyond what would have happened without it. */
export function HoldoutCard({ holdout: { got, kept, lift, sentence }, list }: HoldoutProps) {
  const rows: { name: string; people: number; converted: number; to: Record<string, string> }[] = [
    { name: 'Got it', ...got, to: { outcome: 'sent' } },
    { name: 'Control group', ...kept, to: { heldOut: 'true' } },
  ];
  return (
    <Card
      title="Compared with the control group"
      meta="conversions of people who got it and of people who were kept apart"
      flush
    >
      <NumberTable
        label="Compared with the control group"
        head="Group"
        rows={rows}
        id={(row) => row.name}
        name={(row) => row.name}
        words={(row) => row.name}
        columns={[
          { head: 'People', value: (row) => row.people, href: (row) => list(row.to) },
          {
            head: 'Converted',
            value: (row) => row.converted,
            href: (row) => list({ ...row.to, event: 'converted' }),
            note: (row) => formatRate(row.converted, row.people),
          },
        ]}
      />
      <p className="px-4 py-3">
        {lift === null ? null : <strong className="font-semibold">{liftWords(lift)}. </strong>}
        <span className="text-ink-2">{sentence}</span>
      </p>
    </Card>
  );
}
