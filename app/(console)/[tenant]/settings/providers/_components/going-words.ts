import type { ProviderKind } from '@/lib/sending/vocabulary';

/** What goes with a provider that is turned off or deleted; null: nothing but itself. */
export function goingWords(kind: ProviderKind, what: 'off' | 'delete'): string | null {
  if (what === 'off')
    return `It takes no more messages until it is turned on again${kind === 'sandbox' ? '' : '; its credentials stay'}.`;
  return kind === 'sandbox' ? null : 'Its credentials are erased and its events are no longer taken.';
}
