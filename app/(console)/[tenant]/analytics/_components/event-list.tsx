import { bouncedMeans, bounceRate } from '@/components/campaigns/bounced';
import { deliveryUntold, eachTime, eventLabels, isDeliveryUntold } from '@/components/analytics/words';
import { Card } from '@/components/ui/card';
import { formatNumber, formatRate } from '@/components/ui/format';
import { Meter } from '@/components/ui/progress';
import { messageEvents } from '@/lib/analytics/vocabulary';
import { outcomes } from '@/lib/pipeline/vocabulary';

// What became of messages is no part of what was sent, and one that waited may be counted again as sent.
const isOutcome = (event: string): boolean => outcomes.some((each) => each === event);

/** Every kind of event of the period, human and machine apart. */
export function EventList({ totals, csvHref }: { totals: Partial<Record<string, number>>; csvHref: string }) {
  const { sent = 0, failed = 0, bounced = 0 } = totals;
  const most = Math.max(1, ...messageEvents.map((event) => totals[event] ?? 0));
  return (
    <Card
      title="By event"
      actions={
        <a href={csvHref} download className="link inline-flex min-h-6 items-center">
          CSV
        </a>
      }
      flush
    >
      <ul className="divide-y divide-line">
        {messageEvents.map((event) => {
          const count = totals[event] ?? 0;
          const untold = event === 'delivered' && isDeliveryUntold(totals);
          return (
            <li key={event} className="flex min-h-9 items-center gap-3 px-4 py-1">
              <span className={`w-40 flex-none ${event.startsWith('machine_') ? 'text-ink-3' : 'font-medium'}`}>
                {eventLabels[event]}
                {untold ? (
                  <span className="block text-xs font-normal text-ink-3 md:hidden">{deliveryUntold}</span>
                ) : null}
              </span>
              <span className="min-w-0 flex-1 max-md:invisible">
                {untold ? (
                  <span className="text-xs text-ink-3 max-md:hidden">{deliveryUntold}</span>
                ) : (
                  <Meter label={eventLabels[event] ?? event} value={count} max={most} />
                )}
              </span>
              <span className="w-20 text-right figures">{untold ? '–' : formatNumber(count)}</span>
              <span className="w-20 text-right text-xs text-ink-3 figures">
                {isOutcome(event) || untold
                  ? ''
                  : event === 'bounced'
                    ? bounceRate({ sent, failed, bounced })
                    : formatRate(count, sent)}
              </span>
            </li>
          );
        })}
      </ul>
      <p className="border-t border-line px-4 py-2 text-xs text-ink-3">
        Rates of what came back are of what was sent in the period, that of bounces of what was sent or failed.{' '}
        {eachTime} {bouncedMeans}
      </p>
    </Card>
  );
}
