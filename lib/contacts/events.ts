import type { Fact } from '@/lib/platform/command';

/** Facts of this domain. Payloads name what changed, never a person's data: consumers read the row. */
export const contactFact = (name: 'created' | 'updated' | 'deleted' | 'consent_changed', id: string, version: number, payload: Record<string, unknown> = {}): Fact => ({
  type: `contact.${name}`,
  entityType: 'contact',
  entityId: id,
  version,
  payload,
});
