import { useSyncExternalStore } from 'react';
import type { Campaign } from '@/lib/campaigns/schema';

export type Known = Pick<Campaign, 'id' | 'version' | 'status'>;

/** What holds of what the page says and what an action answered last: the newer of both. Pure. */
export const newer = (page: Known, answered: Known | null): Known =>
  answered?.id === page.id && answered.version > page.version ? answered : page;

let answered: Known | null = null;
const listeners = new Set<() => void>();
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Tells what an action answered: it holds until the page, which takes longer to read again, says something newer. */
export function tellStatus(campaign: Known): void {
  answered = campaign;
  for (const listener of listeners) listener();
}

/** The campaign's state as it is known now, on all of the page. */
export const useStatus = (page: Known): Known['status'] =>
  newer(
    page,
    useSyncExternalStore(
      subscribe,
      () => answered,
      () => null,
    ),
  ).status;
