'use client';

import { useSyncExternalStore } from 'react';

export type ThemeChoice = 'light' | 'dark' | 'system';
const listeners = new Set<() => void>();

function stored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function store(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // A closed storage only means that the choice lasts until the tab closes.
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const systemTheme = () => (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');

/** The user's theme choice and how to change it; kept in this browser. */
export function useTheme(): [ThemeChoice, (choice: ThemeChoice) => void] {
  const value = useSyncExternalStore(
    subscribe,
    () => stored('ao.theme'),
    () => null,
  );
  const choice = value === 'light' || value === 'dark' ? value : 'system';
  const choose = (next: ThemeChoice) => {
    document.documentElement.dataset.theme = next === 'system' ? systemTheme() : next;
    store('ao.theme', next === 'system' ? null : next);
  };
  return [choice, choose];
}

/** Follows the system while the user has not chosen; called once, in the root. Returns the stop. */
export function followSystemTheme(): () => void {
  const query = matchMedia('(prefers-color-scheme: dark)');
  const change = () => {
    if (!stored('ao.theme')) document.documentElement.dataset.theme = systemTheme();
  };
  query.addEventListener('change', change);
  return () => query.removeEventListener('change', change);
}

/** Folds the sidebar to icons or opens it. */
export function toggleSidebar(): void {
  const root = document.documentElement;
  const folded = root.dataset.side !== 'folded';
  if (folded) root.dataset.side = 'folded';
  else delete root.dataset.side;
  store('ao.side', folded ? 'folded' : null);
}

/** Whether the sidebar is folded; false on the server. */
export function useFolded(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => document.documentElement.dataset.side === 'folded',
    () => false,
  );
}

/** Single-letter shortcuts on or off (WCAG 2.1.4). */
export function useSingleKeys(): [boolean, (on: boolean) => void] {
  const on = useSyncExternalStore(
    subscribe,
    () => document.documentElement.dataset.singleKeys !== 'off',
    () => true,
  );
  const set = (next: boolean) => {
    if (next) delete document.documentElement.dataset.singleKeys;
    else document.documentElement.dataset.singleKeys = 'off';
    store('ao.keys', next ? null : 'off');
  };
  return [on, set];
}
