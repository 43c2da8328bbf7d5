import { deliveryUntold, eventLabels, isDeliveryUntold } from '@/components/analytics/words';
import { Card } from '@/components/ui/card';
import { formatNumber } from '@/components/ui/format';

export type GroupRow = { name: string; counts: Record<string, number> };
const shown = [
  'sent',
  'delivered',
  'opened',
  'clicked',
  'replied',
  'bounced',
  'unsubscribed',
  'skipped',
  'failed',
] as const;

/** Groups beside each other: one row each, one column per event. */
export function GroupTable({
  title,
  head,
  rows,
  csvHref,
}: {
  title: string;
  head: string;
  rows: readonly GroupRow[];
  csvHref: string;
}) {
  return (
    <Card
      title={title}
      actions={
        <a href={csvHref} download className="link inline-flex min-h-6 items-center">
          CSV
        </a>
      }
      flush
    >
      <div role="region" aria-label={title} tabIndex={0} className="overflow-x-auto -outline-offset-2 scroll-thin">
        <table className="w-full min-w-160 border-separate border-spacing-0">
          <thead>
            <tr className="text-xs text-ink-3">
              <th
                scope="col"
                className="sticky left-0 h-8.5 border-b border-line bg-surface px-4 text-left font-medium"
              >
                {head}
              </th>
              {shown.map((event) => (
                <th key={event} scope="col" className="border-b border-line px-3 text-right font-medium">
                  {eventLabels[event]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.name}>
                <th
                  scope="row"
                  className="sticky left-0 h-9 border-b border-line bg-surface px-4 text-left font-medium"
                >
                  {row.name}
                </th>
                {shown.map((event) => (
                  <td key={event} className="border-b border-line px-3 text-right figures">
                    {event === 'delivered' && isDeliveryUntold(row.counts) ? (
                      <span title={deliveryUntold}>
                        –<span className="sr-only"> {deliveryUntold}</span>
                      </span>
                    ) : (
                      formatNumber(row.counts[event] ?? 0)
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}
