'use client';

import { Combobox, type ComboOption } from '@/components/ui/combobox';
import { useContactSearch } from '../../use-contact-search';

type PreviewForProps = {
  tenant: string;
  /** The first contacts, offered before anything is typed. */
  people: readonly ComboOption[];
  contactId: string | null;
  onContact: (id: string | null) => void;
  /** What stands beside each name. */
  hint?: 'email' | 'phone';
};

/** Chooses the person a draft is shown for. */
export function PreviewFor({ tenant, people, contactId, onContact, hint = 'email' }: PreviewForProps) {
  const search = useContactSearch(tenant, hint);
  return (
    <Combobox
      label="Preview for this contact"
      options={people}
      value={contactId}
      onChange={(id) => onContact(id)}
      search={search}
      placeholder="The first contact"
      clearable
    />
  );
}
