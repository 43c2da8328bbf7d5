import Link from 'next/link';
import { failureText } from '@/components/campaigns/words';
import { OutcomeBadge } from '@/components/outcome/outcome-badge';
import type { Column } from '@/components/table/data-table';
import { PersonCell } from '@/components/table/person-cell';
import { Address } from '@/components/ui/address';
import { Badge } from '@/components/ui/badge';
import { Time } from '@/components/ui/time';
import type { Recipient } from '@/lib/campaigns/schema';

type Shown = { now: string; zone: string; channel: string; messageHref: (row: Recipient) => string };

/** Why this person was not sent to, or what the server said: the fact that decided. */
const whyOf = (row: Recipient, channel: string): string => {
  if (row.outcome === 'skipped' || (row.outcome === 'deferred' && !row.error))
    return row.steps.at(-1)?.fact ?? (row.reason ? `${failureText(row.reason, channel)}.` : '');
  if (row.outcome === 'uncertain') return 'Handed over without an answer; not re-sent.';
  return row.error ?? '';
};

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

/** On a phone the address stands here as well: it has no column there. */
function Why({ row, now, zone, channel, messageHref }: { row: Recipient } & Shown) {
  const why = whyOf(row, channel);
  return (
    <span className="wrap-anywhere text-ink-2">
      <span className="block md:hidden">{row.address ? <Address text={row.address} /> : '–'}</span>
      {why || <span className="max-md:hidden">–</span>}
      {row.discarded ? (
        <span className="block text-xs text-ink-3">
          Discarded by <span dir="auto">{row.discarded.by}</span>,{' '}
          <Time at={row.discarded.at} now={now} zone={zone} ago />
        </span>
      ) : null}
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
    ] as const
  ).filter(([, at]) => at !== null);

/** `handedOver`: what came back is told only where something was sent. */
type Has = { variants: boolean; handedOver: boolean };

/** What a list of recipients shows of each; which variant they got only where there are variants. */
export function recipientColumns(shown: Shown, has: Has): Column<Recipient>[] {
  const { now, zone, messageHref } = shown;
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
      cell: (row) => (
        <Time at={row.dueAt ?? row.sentAt ?? row.at} now={now} zone={zone} className="whitespace-nowrap" />
      ),
      width: '6rem',
      wide: true,
    },
  ];
}
