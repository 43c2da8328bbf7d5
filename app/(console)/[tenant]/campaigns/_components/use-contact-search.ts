import { useCallback } from 'react';
import type { ComboOption } from '@/components/ui/combobox';
import { findContactsAction } from '../actions';

/** Finds contacts by what is typed. */
export const useContactSearch = (tenant: string) =>
  useCallback(
    async (query: string): Promise<ComboOption[]> => {
      const found = await findContactsAction(tenant, { q: query, limit: 20 });
      if (!found.ok) throw new Error(found.error.message);
      return found.value.items.map((each) => ({
        value: each.id,
        label: each.displayName,
        ...(each.email ? { hint: each.email } : {}),
      }));
    },
    [tenant],
  );
