import { Card } from '@/components/ui/card';
import { formatRate } from '@/components/ui/format';
import type { ReportVariant } from '@/lib/campaigns/schema';
import { comesBack } from '@/lib/campaigns/vocabulary';
import { CsvLink } from './csv-link';
import { heardColumns } from './heard-columns';
import { NumberTable, type NumberColumn } from './number-table';

type VariantsProps = {
  channel: string;
  variants: readonly ReportVariant[];
  csvHref: string;
  list: (params: Record<string, string>) => string;
};

/** What each variant brought; which one leads, and whether that is chance, the campaign's own page says. */
export function VariantsCard({ channel, variants, csvHref, list }: VariantsProps) {
  const of = (params: Record<string, string>) => (row: ReportVariant) =>
    list({ ...params, variant: String(row.variant) });
  const after: (NumberColumn<ReportVariant> & { event: string })[] = [
    {
      ...{ event: 'replied', head: 'Replied', value: (row) => row.replied, href: of({ event: 'replied' }) },
      note: (row) => formatRate(row.replied, row.sent),
    },
    {
      ...{ event: 'unsubscribed', head: 'Unsubscribed', value: (row) => row.unsubscribed },
      href: of({ event: 'unsubscribed' }),
    },
    { event: 'bounced', head: 'Bounced', value: (row) => row.bounced, href: of({ event: 'bounced' }) },
    {
      ...{ event: 'converted', head: 'Converted', value: (row) => row.converted, href: of({ event: 'converted' }) },
      note: (row) => formatRate(row.converted, row.sent),
    },
  ];
  return (
    <Card title="By variant" meta="rates of what was sent" actions={<CsvLink href={csvHref} what="by variant" />} flush>
      <NumberTable
        label="By variant"
        head="Variant"
        rows={variants}
        id={(row) => String(row.variant)}
        name={(row) => <span dir="auto">{row.name}</span>}
        words={(row) => row.name}
        columns={[
          { head: 'Planned', value: (row) => row.planned, href: of({}) },
          { head: 'Sent', value: (row) => row.sent, href: of({ outcome: 'sent' }) },
          ...heardColumns(channel, of),
          ...after.filter(({ event }) => comesBack(channel, event)),
        ]}
      />
    </Card>
  );
}
