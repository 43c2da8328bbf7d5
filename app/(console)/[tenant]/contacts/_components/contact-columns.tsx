'use client';

import { Reach } from '@/components/contacts/channel-icons';
import type { Column } from '@/components/table/data-table';
import { PersonCell } from '@/components/table/person-cell';
import { Button } from '@/components/ui/button';
import { Chip } from '@/components/ui/chip';
import { Time } from '@/components/ui/time';
import type { Contact } from '@/lib/contacts/schema';

export type Sort = { by: 'name' | 'newest' | 'rank'; nameHref: string; newestHref: string };
type Look = { sort: Sort; now: string; zone: string };

const nameColumn = (sort: Sort): Column<Contact> => ({
  key: 'name',
  head: 'Name',
  phone: 'title',
  sortHref: sort.nameHref,
  ...(sort.by === 'name' ? { sorted: 'ascending' as const } : {}),
  cell: (c) => <PersonCell name={c.displayName} />,
});

const addressColumn: Column<Contact> = {
  key: 'email',
  head: 'Email',
  phone: 'sub',
  cell: (c) => (
    <span className="block max-w-64 truncate" title={c.email ?? undefined}>
      {c.email ?? c.phone ?? c.externalId ?? '–'}
    </span>
  ),
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

/** Who they are, and whether they may be reached. */
export const contactColumns = ({ sort, now, zone }: Look): Column<Contact>[] => [
  nameColumn(sort),
  addressColumn,
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

/** Who was deleted and when; without the right to change (`onRestore` null) they are only shown. */
export function deletedColumns({ now, zone }: Look, onRestore: ((contact: Contact) => void) | null): Column<Contact>[] {
  return [
    { key: 'name', head: 'Name', phone: 'title', cell: (c) => <PersonCell name={c.displayName} /> },
    addressColumn,
    { key: 'tags', head: 'Tags', wide: true, cell: (c) => <Tags names={c.tags} /> },
    {
      key: 'deleted',
      head: 'Deleted',
      align: 'right',
      cell: (c) => (c.deletedAt ? <Time at={c.deletedAt} now={now} zone={zone} /> : '–'),
    },
    ...(onRestore
      ? [
          {
            key: 'restore',
            head: 'Undo',
            align: 'right' as const,
            phone: 'side' as const,
            cell: (c: Contact) => (
              <Button
                size="sm"
                icon="rotate-ccw"
                className="relative z-1"
                aria-label={`Bring ${c.displayName} back`}
                onClick={() => onRestore(c)}
              >
                Bring back
              </Button>
            ),
          },
        ]
      : []),
  ];
}
