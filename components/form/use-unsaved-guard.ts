'use client';

import { useEffect, type RefObject } from 'react';
import { useHotkey } from '../ui/use-hotkey';
import { unsavedStore } from './unsaved-store';

/**
 * While `dirty`, leaving the page asks first: links, back and forward, and whatever goes through `leavePage`; the
 * browser asks when the tab is closed. Ctrl S submits the form of `ref`; a null `ref` leaves Ctrl S alone.
 */
export function useUnsavedGuard(dirty: boolean, ref: RefObject<HTMLFormElement | null> | null): void {
  useHotkey(ref ? 'mod+s' : '', () => ref?.current?.requestSubmit());
  useEffect(() => {
    if (!dirty) return;
    const release = unsavedStore.hold();
    const ask = (event: BeforeUnloadEvent) => {
      if (unsavedStore.isHeld()) event.preventDefault();
    };
    addEventListener('beforeunload', ask);
    return () => {
      release();
      removeEventListener('beforeunload', ask);
    };
  }, [dirty]);
}
