import Link from 'next/link';
import { bouncedMeans } from '@/components/campaigns/bounced';
import { Card } from '@/components/ui/card';
import { formatMoney, formatNumber, formatRate } from '@/components/ui/format';
import type { CampaignReport, Totals } from '@/lib/campaigns/schema';
import { comesBack } from '@/lib/campaigns/vocabulary';
import { CsvLink } from './csv-link';

type FunnelProps = {
  channel: string;
  totals: Totals;
  report: Pick<CampaignReport, 'revenue' | 'converted'>;
  revenueCsv: string;
  list: (params: Record<string, string>) => string;
};
type Step = {
  event?: string;
  word: string;
  value: number;
  of: number;
  href: string;
  machine?: { value: number; href: string };
};

const link = 'inline-flex min-h-6 items-center hover:underline focus-visible:underline pointer-coarse:min-h-11';

/** How far it came with people; machines stand apart and count in no rate. */
export function FunnelCard({ channel, totals, report, revenueCsv, list }: FunnelProps) {
  const { revenue, converted } = report;
  const by = (event: string, machine?: boolean) => list({ event, ...(machine ? { machine: 'true' } : {}) });
  const all: Step[] = [
    { word: 'Planned', value: totals.planned, of: totals.planned, href: list({}) },
    { word: 'Sent', value: totals.sent, of: totals.planned, href: list({ outcome: 'sent' }) },
    {
      ...{ event: 'opened', word: 'Opened', value: totals.opened, of: totals.sent, href: by('opened') },
      machine: { value: totals.machineOpened, href: by('opened', true) },
    },
    {
      ...{ event: 'clicked', word: 'Clicked', value: totals.clicked, of: totals.sent, href: by('clicked') },
      machine: { value: totals.machineClicked, href: by('clicked', true) },
    },
    { event: 'replied', word: 'Replied', value: totals.replied, of: totals.sent, href: by('replied') },
    {
      event: 'unsubscribed',
      word: 'Unsubscribed',
      value: totals.unsubscribed,
      of: totals.sent,
      href: by('unsubscribed'),
    },
    { event: 'bounced', word: 'Bounced', value: totals.bounced, of: totals.sent + totals.failed, href: by('bounced') },
    { event: 'complained', word: 'Complained', value: totals.complained, of: totals.sent, href: by('complained') },
    { event: 'converted', word: 'Converted', value: converted, of: totals.sent, href: by('converted') },
  ];
  const steps = all.filter(({ event }) => !event || comesBack(channel, event));
  return (
    <Card title="How far it came" meta={`rates of ${formatNumber(totals.sent)} sent`}>
      <ul className="divide-y divide-line">
        {steps.map(({ word, value, of, href, machine }) => (
          <li key={word} className="flex min-h-9 flex-wrap items-center gap-x-3 py-1">
            <span className="w-28 flex-none font-medium">{word}</span>
            <span
              aria-hidden
              className="block h-1.5 min-w-10 flex-1 overflow-hidden rounded-full bg-active max-md:hidden"
            >
              <span
                className="block h-full rounded-full bg-accent"
                style={{ width: `${totals.planned ? (value / totals.planned) * 100 : 0}%` }}
              />
            </span>
            <Link
              href={href}
              prefetch={false}
              aria-label={`${formatNumber(value)} ${word.toLowerCase()}: list`}
              className={`${link} w-16 justify-end font-semibold figures max-md:ml-auto`}
            >
              {formatNumber(value)}
            </Link>
            <span className="w-16 text-right text-ink-3 figures">{formatRate(value, of)}</span>
            <span className="w-32 text-right text-xs text-ink-3 max-md:w-full">
              {machine ? (
                <Link
                  href={machine.href}
                  prefetch={false}
                  className={link}
                  aria-label={`${formatNumber(machine.value)} ${word.toLowerCase()} by machines: list`}
                >
                  {formatNumber(machine.value)} by machines
                </Link>
              ) : null}
            </span>
          </li>
        ))}
        {revenue.map(({ currency, value, people }, n) => (
          <li key={currency} className="flex min-h-9 flex-wrap items-center gap-x-3 py-1">
            <span className="w-28 flex-none font-medium">Gave, bought</span>
            <span className="ml-auto font-semibold figures">{formatMoney(value, currency)}</span>
            <Link
              href={list({ event: 'converted', currency })}
              prefetch={false}
              className={`${link} text-ink-3`}
              aria-label={`From ${formatNumber(people)} ${people === 1 ? 'person' : 'people'} in ${currency}: list`}
            >
              from {formatNumber(people)} {people === 1 ? 'person' : 'people'}
            </Link>
            {n === 0 ? <CsvLink href={revenueCsv} what="of what people gave or bought" /> : null}
          </li>
        ))}
      </ul>
      {comesBack(channel, 'bounced') ? (
        <p className="pt-2 text-xs text-ink-3">{bouncedMeans} The rate is of sent and failed.</p>
      ) : null}
    </Card>
  );
}
