'use client';

import { useRouter } from 'next/navigation';
import { ButtonLink } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { Menu } from '@/components/ui/menu';
import { toast } from '@/components/ui/toast-store';
import type { Contact } from '@/lib/contacts/schema';
import { pages } from '@/lib/paths';
import { updateContactAction } from '../../actions';
import { useDeletion } from '../../_components/use-deletion';

/** What a person with the right to change can do with this contact. */
export function ContactActions({ tenant, contact }: { tenant: string; contact: Contact }) {
  const router = useRouter();
  const deletion = useDeletion(tenant);
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
  const archived = contact.status === 'archived';
  return (
    <>
      <ButtonLink icon="pencil" href={pages.editContact(tenant, contact.id)}>
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
          {
            label: 'Delete',
            icon: 'trash-2',
            danger: true,
            onSelect: () => void deletion.remove([contact], pages.contacts(tenant)),
          },
        ]}
      />
    </>
  );
}
