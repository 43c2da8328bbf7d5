'use client';

import { useSyncExternalStore } from 'react';
import { steps, type Step } from './wizard-steps';

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  addEventListener('popstate', listener);
  return () => {
    listeners.delete(listener);
    removeEventListener('popstate', listener);
  };
}

/** The step that the address names behind its #, so that Back goes a step back and a reload stays; null: none. */
export function useStepAddress(): Step | null {
  const named = useSyncExternalStore(
    subscribe,
    () => location.hash.slice(1),
    () => '',
  );
  return steps.find((each) => each === named) ?? null;
}

const told = () => {
  for (const listener of listeners) listener();
};

/** Goes to a step; Back leads to the one before it. */
export function pushStep(step: Step): void {
  if (location.hash === `#${step}`) return;
  history.pushState(null, '', `#${step}`);
  told();
}

/** Names the step in an address that names none. */
export function nameStep(step: Step): void {
  if (location.hash) return;
  history.replaceState(null, '', `#${step}`);
  told();
}
