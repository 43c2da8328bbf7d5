'use client';

import { useRef } from 'react';

/** For a dialog that something else than its own trigger opens: at the end the focus goes back to where it was. */
export function useFocusReturn(hasTrigger: boolean) {
  const before = useRef<HTMLElement | null>(null);
  return {
    onOpenAutoFocus: () => {
      before.current = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    },
    onCloseAutoFocus: (event: Event) => {
      if (hasTrigger) return;
      event.preventDefault();
      if (before.current?.isConnected) before.current.focus();
    },
  };
}
