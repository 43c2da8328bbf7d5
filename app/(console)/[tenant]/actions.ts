'use server';

import type { PaletteItem } from '@/components/layout/types';
import { listContacts } from '@/lib/contacts';
import { cancelJob } from '@/lib/jobs';
import { pages } from '@/lib/paths';
import { action } from '@/lib/platform/action';
import { previewTemplate } from '@/lib/templates';

export const cancelJobAction = action(cancelJob);

export const findContactsAction = action(listContacts);
export const previewTemplateAction = action(previewTemplate);

/** What the command palette finds for a query: people by name, address or number. */
export async function searchAction(tenant: string, query: string): Promise<PaletteItem[]> {
  const found = await findContactsAction(tenant, { q: query.slice(0, 200), limit: 8 });
  if (!found.ok) return [];
  const group = found.value.engine === 'postgres' ? 'People (simple search)' : 'People';
  return found.value.items.map((contact) => ({
    id: contact.id,
    group,
    label: contact.displayName,
    icon: 'user' as const,
    href: pages.contact(tenant, contact.id),
    ...(contact.email && contact.email !== contact.displayName ? { hint: contact.email } : {}),
  }));
}
