'use client';

import { useRouter } from 'next/navigation';
import { useState, type ReactNode } from 'react';
import { BulkBar, type BulkAction, type BulkTarget } from '@/components/table/bulk-bar';
import { DataTable } from '@/components/table/data-table';
import { Selection } from '@/components/table/selection';
import type { Contact } from '@/lib/contacts/schema';
import { pages } from '@/lib/paths';
import { contactColumns, deletedColumns, type Sort } from './contact-columns';
import { TagDialog } from './tag-dialog';
import { useDeletion } from './use-deletion';

type ContactsTableProps = {
  tenant: string;
  contacts: readonly Contact[];
  sort: Sort;
  now: string;
  zone: string;
  mayWrite: boolean;
  /** The list of those who can be brought back. */
  deleted: boolean;
  empty: ReactNode;
};

/** The people of the list, and what can be done with several of them. */
export function ContactsTable({ tenant, contacts, mayWrite, deleted, empty, ...look }: ContactsTableProps) {
  const router = useRouter();
  const deletion = useDeletion(tenant);
  const [tagging, setTagging] = useState<{ target: BulkTarget; clear: () => void } | null>(null);
  const chosen = (target: BulkTarget) => contacts.filter((c) => target.ids.includes(c.id));
  const table = (
    <DataTable
      label={deleted ? 'Deleted contacts' : 'Contacts'}
      columns={
        deleted
          ? deletedColumns(look, mayWrite ? (contact) => void deletion.restore([contact]) : null)
          : contactColumns(look)
      }
      rows={contacts}
      id={(c) => c.id}
      empty={empty}
      {...(deleted ? {} : { href: (c: Contact) => pages.contact(tenant, c.id) })}
      {...(mayWrite ? { selectable: (c: Contact) => c.displayName } : {})}
    />
  );
  if (!mayWrite) return table;
  const act =
    (run: (contacts: readonly Contact[]) => Promise<boolean>): BulkAction['onAct'] =>
    (target, clear) =>
      void run(chosen(target)).then((done) => (done ? clear() : undefined));
  const actions: BulkAction[] = deleted
    ? [{ label: 'Bring back', icon: 'rotate-ccw', onAct: act(deletion.restore) }]
    : [
        { label: 'Add tag', icon: 'tag', onAct: (target, clear) => setTagging({ target, clear }) },
        { label: 'Delete', icon: 'trash-2', onAct: act(deletion.remove) },
      ];
  return (
    <Selection ids={contacts.map((c) => c.id)}>
      {table}
      <BulkBar actions={actions} />
      {tagging ? (
        <TagDialog
          tenant={tenant}
          contacts={chosen(tagging.target)}
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
