import { bounceRate } from '@/components/campaigns/bounced';
import { providerWords } from '@/components/campaigns/words';
import { Card } from '@/components/ui/card';
import type { ReportProvider } from '@/lib/campaigns/schema';
import { CsvLink } from './csv-link';
import { heardColumns } from './heard-columns';
import { NumberTable } from './number-table';

type ProvidersProps = {
  providers: readonly ReportProvider[];
  csvHref: string;
  list: (params: Record<string, string>) => string;
};

/** How each mailbox provider treated it; a provider that differs from the others has something against the sender. */
export function ProvidersCard({ providers, csvHref, list }: ProvidersProps) {
  const of = (params: Record<string, string>) => (row: ReportProvider) => list({ ...params, provider: row.provider });
  return (
    <Card
      title="By recipient provider"
      meta="by the domain of the address; rates of what was sent, bounced of what was sent or failed"
      actions={<CsvLink href={csvHref} what="by provider" />}
      flush
    >
      <NumberTable
        label="By recipient provider"
        head="Provider"
        rows={providers}
        id={(row) => row.provider}
        name={(row) => providerWords[row.provider]}
        words={(row) => providerWords[row.provider]}
        columns={[
          { head: 'Planned', value: (row) => row.planned, href: of({}) },
          { head: 'Sent', value: (row) => row.sent, href: of({ outcome: 'sent' }) },
          { head: 'Deferred', value: (row) => row.deferred, href: of({ outcome: 'deferred' }) },
          { head: 'Skipped', value: (row) => row.skipped, href: of({ outcome: 'skipped' }) },
          { head: 'Failed', value: (row) => row.failed, href: of({ outcome: 'failed' }) },
          { head: 'Uncertain', value: (row) => row.uncertain, href: of({ outcome: 'uncertain' }) },
          {
            head: 'Bounced',
            value: (row) => row.bounced,
            href: of({ event: 'bounced' }),
            note: bounceRate,
          },
          ...heardColumns('email', of),
          { head: 'Complained', value: (row) => row.complained, href: of({ event: 'complained' }) },
          { head: 'Converted', value: (row) => row.converted, href: of({ event: 'converted' }) },
        ]}
      />
    </Card>
  );
}
