import type { Fact } from '@/lib/platform/command';

/** Facts of this domain. Payloads name what changed, never a person's data: consumers read the row. */
export const contactFact = (
  name: 'created' | 'updated' | 'deleted' | 'restored' | 'consent_changed',
  id: string,
  version: number,
  payload: Record<string, unknown> = {},
): Fact => ({
  type: `contact.${name}`,
  entityType: 'contact',
  entityId: id,
  version,
  payload,
});

const maxFactIds = 1000;

/** What an import made or changed, in facts of at most 1,000 ids; the version is the import's instant in milliseconds. */
export function contactsImportedFacts(importId: string, ids: readonly string[], now: Date): Fact[] {
  const facts: Fact[] = [];
  for (let from = 0; from < ids.length; from += maxFactIds) {
    facts.push({
      type: 'contact.imported',
      entityType: 'contact_batch',
      entityId: importId,
      version: now.getTime(),
      payload: { ids: ids.slice(from, from + maxFactIds) },
    });
  }
  return facts;
}
