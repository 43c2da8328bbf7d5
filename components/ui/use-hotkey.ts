'use client';

import { useEffect, useRef } from 'react';

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/**
 * Calls `run` on a key: 'mod+k', '/', '?', '['. Single characters rest while one types, while a dialog is open,
 * and when switched off (`data-single-keys="off"` on html). Empty `keys`: none.
 */
export function useHotkey(keys: string, run: (event: KeyboardEvent) => void): void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    if (keys === '') return;
    const wanted = keys.toLowerCase().split('+');
    const key = wanted.at(-1) ?? '';
    const mod = wanted.includes('mod');
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.key.toLowerCase() !== key || event.altKey) return;
      if ((event.ctrlKey || event.metaKey) !== mod) return;
      const single = !mod && key.length === 1;
      const off = document.documentElement.dataset.singleKeys === 'off';
      if (
        single &&
        (off || typing(event.target) || document.querySelector('[role=dialog],[role=alertdialog],[role=menu]'))
      )
        return;
      event.preventDefault();
      latest.current(event);
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [keys]);
}
