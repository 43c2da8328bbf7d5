'use client';

import { useEffect, type RefObject } from 'react';
import { useHotkey } from '../ui/use-hotkey';

/** While `dirty`, closing the tab asks first. Ctrl S submits the form of `ref`; a null `ref` leaves Ctrl S alone. */
export function useUnsavedGuard(dirty: boolean, ref: RefObject<HTMLFormElement | null> | null): void {
  useHotkey(ref ? 'mod+s' : '', () => ref?.current?.requestSubmit());
  useEffect(() => {
    if (!dirty) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [dirty]);
}
