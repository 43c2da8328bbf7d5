import { DiscardedBy } from '@/components/messages/discarded-by';
import { failureText } from '@/components/campaigns/words';
import { channelNames } from '@/components/contacts/channel-names';
import { sourceWords } from '@/components/messages/words';
import { OutcomeBadge } from '@/components/outcome/outcome-badge';
import type { Column } from '@/components/table/data-table';
import { PersonCell } from '@/components/table/person-cell';
import { Address } from '@/components/ui/address';
import { Time } from '@/components/ui/time';
import type { OpenMessage } from '@/lib/messages/schema';
import { pages } from '@/lib/paths';

type Shown = { now: string; zone: string };

/** What failed, in the words of the server, and what became of it. */
function Why({ row, now, zone }: Shown & { row: OpenMessage }) {
  const unknown = row.outcome === 'uncertain' ? 'Handed over without an answer; not re-sent.' : '–';
  const why = row.outcome === 'failed' && row.reason ? failureText(row.reason, row.channel) : unknown;
  return (
    <span className="wrap-anywhere text-ink-2">
      <span className="block first-letter:uppercase md:hidden">{sourceWords[row.source].one}</span>
      {row.address ? (
        <span className="block md:hidden">
          <Address text={row.address} />
        </span>
      ) : null}
      {row.outcome === 'failed' ? (row.error ?? why) : why}
      <DiscardedBy {...{ now, zone }} discarded={row.discarded} />
    </span>
  );
}

/** Each message opens its conversation, or the person it went to; null where neither is there any more. */
export function messageHref(tenant: string, { threadId, contactId, deleted }: OpenMessage): string | null {
  if (threadId) return pages.inbox(tenant, threadId);
  return deleted ? null : pages.contact(tenant, contactId);
}

/** What of a message stands in its row. */
export const messageColumns = ({ now, zone }: Shown): Column<OpenMessage>[] => [
  {
    key: 'name',
    head: 'Person',
    phone: 'title',
    width: '20%',
    cell: (row) => <PersonCell name={row.name} {...(row.address ? { fallback: row.address } : {})} />,
  },
  {
    key: 'source',
    head: 'Message',
    cell: (row) => (
      <span className="block">
        <span className="block first-letter:uppercase">{sourceWords[row.source].one}</span>
        <span dir="auto" className="block max-w-60 truncate text-xs text-ink-3">
          {row.subject ?? channelNames[row.channel]}
        </span>
      </span>
    ),
  },
  {
    key: 'outcome',
    head: 'Outcome',
    phone: 'side',
    width: '8rem',
    cell: (row) => <OutcomeBadge outcome={row.outcome} />,
  },
  {
    key: 'why',
    head: 'Why',
    phone: 'sub',
    width: '36%',
    cell: (row) => <Why row={row} now={now} zone={zone} />,
  },
  { key: 'at', head: 'When', align: 'right', wide: true, cell: (row) => <Time at={row.at} now={now} zone={zone} /> },
];
