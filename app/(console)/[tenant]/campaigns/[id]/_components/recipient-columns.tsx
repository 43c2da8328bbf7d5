import Link from 'next/link';
import { DiscardedBy } from '@/components/messages/discarded-by';
import { OutcomeBadge } from '@/components/outcome/outcome-badge';
import type { Column } from '@/components/table/data-table';
import { PersonCell } from '@/components/table/person-cell';
import { Address } from '@/components/ui/address';
import { Badge } from '@/components/ui/badge';
import { Time } from '@/components/ui/time';
import type { Campaign, Recipient } from '@/lib/campaigns/schema';
import { isToCome, saidOf, waitsUntil, whenOf, whyOf } from './recipient-why';

type Shown = { now: string; zone: string; campaign: Campaign; messageHref: (row: Recipient) => string };

type MessageLinkProps = { row: Recipient; href: (row: Recipient) => string };

/** The way to the message as this person gets it; none for whom nothing is made. */
function MessageLink({ row, href }: MessageLinkProps) {
  if (row.outcome === 'skipped' || row.state === 'planned') return null;
  return (
    <Link
      href={href(row)}
      className="relative z-1 inline-flex min-h-6 items-center whitespace-nowrap link pointer-coarse:min-h-11"
    >
      Show message<span className="sr-only"> to {row.name}</span>
    </Link>
  );
}

/** The address stands here as well where it has no column, and when somebody's turn comes. */
function Why({ row, now, zone, campaign, messageHref }: { row: Recipient } & Shown) {
  const why = whyOf(row, campaign);
  const said = saidOf(row, campaign);
  const until = waitsUntil(row, now);
  const due = isToCome(row) ? whenOf(row, campaign) : null;
  return (
    <span className="wrap-anywhere text-ink-2">
      <span className="block md:hidden">{row.address ? <Address text={row.address} /> : '–'}</span>
      {why || <span className="max-md:hidden">–</span>}
      {said ? <span className="block text-xs text-ink-3">{said}</span> : null}
      {due ? (
        <span className="block text-xs text-ink-3 min-[1100px]:hidden">
          {until ? 'Waits' : 'Due'} <Time at={due} now={now} zone={zone} ago until={until !== null} />
        </span>
      ) : null}
      <DiscardedBy {...{ now, zone }} discarded={row.discarded} />
      <span className="block md:hidden">
        <MessageLink row={row} href={messageHref} />
      </span>
    </span>
  );
}

const marks = (row: Recipient) =>
  (
    [
      ['Opened', row.openedAt],
      ['Clicked', row.clickedAt],
      ['Replied', row.repliedAt],
      ['Unsubscribed', row.unsubscribedAt],
      ['Bounced', row.bouncedAt],
      ['Converted', row.convertedAt],
    ] as const
  ).filter(([, at]) => at !== null);

/** `handedOver`: what came back is told only where something was sent. */
type Has = { variants: boolean; handedOver: boolean };

/** What a list of recipients shows of each; which variant they got only where there are variants. */
export function recipientColumns(shown: Shown, has: Has): Column<Recipient>[] {
  const { now, zone, campaign, messageHref } = shown;
  const variant: Column<Recipient> = {
    key: 'variant',
    head: 'Variant',
    cell: (row) => <span dir="auto">{row.variant ?? '–'}</span>,
    width: '7rem',
  };
  const back: Column<Recipient> = {
    key: 'back',
    head: 'Came back',
    cell: (row) => (
      <span className="flex flex-wrap gap-1">
        {marks(row).map(([word]) => (
          <Badge key={word} tone={word === 'Bounced' ? 'bad' : word === 'Unsubscribed' ? 'warn' : 'good'}>
            {word}
          </Badge>
        ))}
      </span>
    ),
    width: '10rem',
  };
  return [
    {
      key: 'name',
      head: 'Person',
      cell: (row) => (
        <span className="block md:max-w-40 lg:max-w-60">
          <PersonCell name={row.name} {...(row.address ? { fallback: row.address } : {})} />
        </span>
      ),
      phone: 'title',
      width: '20%',
    },
    {
      key: 'address',
      head: 'Address',
      cell: (row) => (
        <span className="block max-w-60 truncate text-ink-2" title={row.address ?? undefined}>
          {row.address ?? '–'}
        </span>
      ),
      wide: true,
    },
    ...(has.variants ? [variant] : []),
    {
      key: 'outcome',
      head: 'Outcome',
      cell: (row) => <OutcomeBadge outcome={row.outcome} />,
      phone: 'side',
      width: '8rem',
    },
    {
      key: 'why',
      head: 'Why',
      cell: (row) => <Why row={row} {...shown} />,
      phone: 'sub',
      width: '32%',
    },
    ...(has.handedOver ? [back] : []),
    {
      key: 'message',
      head: 'Message',
      cell: (row) => <MessageLink row={row} href={messageHref} />,
      width: '8rem',
    },
    {
      key: 'at',
      head: 'When',
      cell: (row) => {
        const at = whenOf(row, campaign);
        const until = waitsUntil(row, now) !== null;
        return at ? (
          <Time at={at} now={now} zone={zone} until={until} className={until ? '' : 'whitespace-nowrap'} />
        ) : (
          '–'
        );
      },
      width: '6rem',
      wide: true,
    },
  ];
}
