'use client';

import { useCallback } from 'react';
import { Combobox, type ComboOption } from '@/components/ui/combobox';
import { findContactsAction } from '../actions';

type PreviewForProps = {
  tenant: string;
  /** The first contacts, offered before anything is typed. */
  people: readonly ComboOption[];
  contactId: string | null;
  onContact: (id: string | null) => void;
  /** What stands beside each name. */
  hint?: 'email' | 'phone';
};

/** Finds contacts by what is typed. */
export const useContactSearch = (tenant: string, hint: 'email' | 'phone' = 'email') =>
  useCallback(
    async (query: string): Promise<ComboOption[]> => {
      const found = await findContactsAction(tenant, { q: query, limit: 20 });
      if (!found.ok) throw new Error(found.error.message);
      return found.value.items.map((each) => {
        const said = hint === 'phone' ? each.phone : each.email;
        return { value: each.id, label: each.displayName, ...(said ? { hint: said } : {}) };
      });
    },
    [tenant, hint],
  );

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
