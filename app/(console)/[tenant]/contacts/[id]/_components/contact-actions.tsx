'use client';

import { useRouter } from 'next/navigation';
import { ButtonLink } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { Menu } from '@/components/ui/menu';
import { toast } from '@/components/ui/toast-store';
import type { Contact } from '@/lib/contacts/schema';
import { pages } from '@/lib/paths';
import { setDoNotContactAction, updateContactAction } from '../../actions';
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
  const setSilence = async (on: boolean) => {
    const result = await setDoNotContactAction(tenant, { id: contact.id, on });
    router.refresh();
    if (!result.ok) return toast(result.error.message);
    toast(on ? `${contact.displayName} gets nothing any more` : `${contact.displayName} may be contacted again`, {
      label: 'Undo',
      onAction: () => void setSilence(!on),
    });
  };
  const archived = contact.status === 'archived';
  const silent = contact.doNotContact.length > 0;
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
          silent
            ? { label: 'May be contacted again', icon: 'bell', onSelect: () => void setSilence(false) }
            : { label: 'Do not contact', icon: 'ban', onSelect: () => void setSilence(true) },
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
