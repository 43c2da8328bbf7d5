import { askToConfirm } from '@/lib/confirmations';
import { consumer } from '@/lib/platform/consumer';

/** Asks people to confirm new consents, where a rule of sending wants that. */
export const confirmations = consumer({
  name: 'confirmations',
  facts: ['contact.created', 'contact.consent_changed', 'contact.imported'],
  batch: 100,
  run: ({ services, clock }, facts) => askToConfirm(services, facts, clock),
});
