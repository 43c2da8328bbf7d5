'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { ButtonLink } from '@/components/ui/button';
import { Confirm } from '@/components/ui/confirm';
import { IconButton } from '@/components/ui/icon-button';
import { Menu } from '@/components/ui/menu';
import { toast } from '@/components/ui/toast-store';
import type { Contact } from '@/lib/contacts/schema';
import { pages } from '@/lib/paths';
import { removeContactAction, updateContactAction } from '../../actions';

/** What a person with the right to change can do with this contact. */
export function ContactActions({ tenant, contact }: { tenant: string; contact: Contact }) {
  const router = useRouter();
  const [deleting, setDeleting] = useState(false);
  const setStatus = async (status: Contact['status']) => {
    const result = await updateContactAction(tenant, { id: contact.id, status });
    router.refresh();
    if (!result.ok) return toast(result.error.message);
    const back = status === 'archived' ? 'active' : 'archived';
    toast(status === 'archived' ? `Archived ${contact.displayName}` : `${contact.displayName} is active again`, {
      label: 'Undo',
      onAction: () => void setStatus(back),
    });
  };
  const remove = async () => {
    const result = await removeContactAction(tenant, { id: contact.id });
    if (!result.ok) {
      toast(result.error.message);
      return false;
    }
    toast(`Deleted ${contact.displayName}`);
    router.push(pages.contacts(tenant));
    router.refresh();
    return true;
  };
  const archived = contact.status === 'archived';
  return (
    <>
      <ButtonLink icon="pencil" href={`${pages.contact(tenant, contact.id)}/edit`}>
        Edit
      </ButtonLink>
      <Menu
        label="More"
        trigger={<IconButton icon="ellipsis" label="More" />}
        items={[
          archived
            ? { label: 'Make active again', icon: 'rotate-ccw', onSelect: () => void setStatus('active') }
            : { label: 'Archive', icon: 'inbox', onSelect: () => void setStatus('archived') },
          { kind: 'separator' },
          { label: 'Delete', icon: 'trash-2', danger: true, onSelect: () => setDeleting(true) },
        ]}
      />
      <Confirm
        open={deleting}
        onOpenChange={setDeleting}
        title={`Delete ${contact.displayName}`}
        confirmLabel="Delete contact"
        danger
        onConfirm={remove}
      >
        They leave every list and segment, and campaigns no longer reach them. What was sent to them stays in the
        reports.
      </Confirm>
    </>
  );
}
