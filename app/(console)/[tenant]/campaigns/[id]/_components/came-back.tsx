import Link from 'next/link';
import { bouncedMeans, bounceRate } from '@/components/campaigns/bounced';
import { Card } from '@/components/ui/card';
import { formatNumber, formatRate } from '@/components/ui/format';
import type { Campaign } from '@/lib/campaigns/schema';
import { comesBack } from '@/lib/campaigns/vocabulary';
import { pages } from '@/lib/paths';

type Event = 'opened' | 'clicked' | 'replied' | 'unsubscribed' | 'bounced' | 'complained';
const rows: readonly { event: Event; word: string; machine?: 'machineOpened' | 'machineClicked' }[] = [
  { event: 'opened', word: 'Opened', machine: 'machineOpened' },
  { event: 'clicked', word: 'Clicked', machine: 'machineClicked' },
  { event: 'replied', word: 'Replied' },
  { event: 'unsubscribed', word: 'Unsubscribed' },
  { event: 'bounced', word: 'Bounced' },
  { event: 'complained', word: 'Complained' },
];
const rowsOf = (channel: string) => rows.filter(({ event }) => comesBack(channel, event));
const cell = 'h-9 border-b border-line px-2 text-right figures last:pr-4';

/** What people did with it, as far as its channel tells; machines stand apart and count in no rate. */
export function CameBack({ tenant, campaign: { id, totals, channel } }: { tenant: string; campaign: Campaign }) {
  return (
    <Card title="What came back" meta={`of ${formatNumber(totals.sent)} sent`} flush>
      <table className="w-full border-separate border-spacing-0">
        <thead>
          <tr className="text-xs text-ink-3">
            <th scope="col" className="h-8.5 border-b border-line pr-2 pl-4 text-left font-medium">
              What
            </th>
            <th scope="col" className="border-b border-line px-2 text-right font-medium last:pr-4">
              Human
            </th>
            <th scope="col" className="border-b border-line px-2 text-right font-medium last:pr-4">
              Rate
            </th>
            <th scope="col" className="border-b border-line px-2 text-right font-medium last:pr-4">
              Machine
            </th>
          </tr>
        </thead>
        <tbody>
          {rowsOf(channel).map(({ event, word, machine }) => (
            <tr key={event}>
              <th scope="row" className="h-9 border-b border-line pr-2 pl-4 text-left font-medium">
                {word}
              </th>
              <td className={`${cell} font-semibold`}>
                <Link
                  href={pages.campaign(tenant, id, { tab: 'recipients', event })}
                  aria-label={`${formatNumber(totals[event])} ${word.toLowerCase()}: list`}
                  className="inline-flex min-h-6 items-center hover:underline focus-visible:underline pointer-coarse:min-h-11"
                >
                  {formatNumber(totals[event])}
                </Link>
              </td>
              <td className={cell}>
                {event === 'bounced' ? bounceRate(totals) : formatRate(totals[event], totals.sent)}
              </td>
              <td className={`${cell} text-ink-3`}>
                {machine ? (
                  <Link
                    href={pages.campaign(tenant, id, { tab: 'recipients', event, machine: 'true' })}
                    aria-label={`${formatNumber(totals[machine])} ${word.toLowerCase()} by machines: list`}
                    className="inline-flex min-h-6 items-center hover:underline focus-visible:underline pointer-coarse:min-h-11"
                  >
                    {formatNumber(totals[machine])}
                  </Link>
                ) : (
                  '–'
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {comesBack(channel, 'bounced') ? (
        <p className="px-4 py-2 text-xs text-ink-3">{bouncedMeans} The rate is of sent and failed.</p>
      ) : null}
    </Card>
  );
}
