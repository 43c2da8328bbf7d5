import { useCallback } from 'react';
import type { ComboOption } from '@/components/ui/combobox';
import { findContactsAction } from './actions';

/** Finds contacts by what is typed; `hint` stands beside each name. */
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
