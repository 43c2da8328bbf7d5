'use client';

import { useRouter } from 'next/navigation';
import { useState, type ReactNode } from 'react';
import { Reach } from '@/components/contacts/channel-icons';
import { BulkBar, type BulkTarget } from '@/components/table/bulk-bar';
import { DataTable, type Column } from '@/components/table/data-table';
import { PersonCell } from '@/components/table/person-cell';
import { Selection } from '@/components/table/selection';
import { Chip } from '@/components/ui/chip';
import { Time } from '@/components/ui/time';
import type { Contact } from '@/lib/contacts/schema';
import { pages } from '@/lib/paths';
import { TagDialog } from './tag-dialog';

type Sort = { by: 'name' | 'newest' | 'rank'; nameHref: string; newestHref: string };
type ContactsTableProps = {
  tenant: string;
  contacts: readonly Contact[];
  sort: Sort;
  now: string;
  zone: string;
  mayWrite: boolean;
  empty: ReactNode;
};

function Tags({ names }: { names: readonly string[] }) {
  return (
    <span className="flex gap-1">
      {names.slice(0, 2).map((name) => (
        <Chip key={name}>{name}</Chip>
      ))}
      {names.length > 2 ? (
        <span className="text-xs text-ink-3" title={names.slice(2).join(', ')}>
          +{names.length - 2}
        </span>
      ) : null}
      {names.length === 0 ? '–' : null}
    </span>
  );
}

const columnsOf = ({ sort, now, zone }: Pick<ContactsTableProps, 'sort' | 'now' | 'zone'>): Column<Contact>[] => [
  {
    key: 'name',
    head: 'Name',
    phone: 'title',
    sortHref: sort.nameHref,
    ...(sort.by === 'name' ? { sorted: 'ascending' as const } : {}),
    cell: (c) => <PersonCell name={c.displayName} />,
  },
  {
    key: 'email',
    head: 'Email',
    phone: 'sub',
    cell: (c) => (
      <span className="block max-w-64 truncate" title={c.email ?? undefined}>
        {c.email ?? c.phone ?? c.externalId ?? '–'}
      </span>
    ),
  },
  { key: 'phone', head: 'Phone', wide: true, cell: (c) => c.phone ?? '–' },
  { key: 'tags', head: 'Tags', wide: true, cell: (c) => <Tags names={c.tags} /> },
  { key: 'reach', head: 'May reach by', phone: 'side', cell: (c) => <Reach {...c} /> },
  {
    key: 'activity',
    head: 'Last activity',
    wide: true,
    align: 'right',
    cell: (c) => (c.lastActivityAt ? <Time at={c.lastActivityAt} now={now} zone={zone} /> : '–'),
  },
  {
    key: 'added',
    head: 'Added',
    align: 'right',
    sortHref: sort.newestHref,
    ...(sort.by === 'newest' ? { sorted: 'descending' as const } : {}),
    cell: (c) => <Time at={c.createdAt} now={now} zone={zone} />,
  },
];

/** The people of the list, and what can be done with several of them. */
export function ContactsTable({ tenant, contacts, mayWrite, empty, ...look }: ContactsTableProps) {
  const router = useRouter();
  const [tagging, setTagging] = useState<{ target: BulkTarget; clear: () => void } | null>(null);
  const table = (
    <DataTable
      label="Contacts"
      columns={columnsOf(look)}
      rows={contacts}
      id={(c) => c.id}
      href={(c) => pages.contact(tenant, c.id)}
      empty={empty}
      {...(mayWrite ? { selectable: (c: Contact) => c.displayName } : {})}
    />
  );
  if (!mayWrite) return table;
  return (
    <Selection ids={contacts.map((c) => c.id)}>
      {table}
      <BulkBar actions={[{ label: 'Add tag', icon: 'tag', onAct: (target, clear) => setTagging({ target, clear }) }]} />
      {tagging ? (
        <TagDialog
          tenant={tenant}
          contacts={contacts.filter((c) => tagging.target.ids.includes(c.id))}
          onClose={(done) => {
            if (done) tagging.clear();
            setTagging(null);
            if (done) router.refresh();
          }}
        />
      ) : null}
    </Selection>
  );
}
