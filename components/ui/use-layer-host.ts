'use client';

import { useCallback, useState } from 'react';

const dialogs = ':is([role=dialog],[role=alertdialog])[data-state=open]:not([data-radix-popper-content-wrapper] *)';

/**
 * Where a menu or tooltip is put: in the top dialog, else in the main landmark, so that no part of the page stands
 * outside of all of them. Asked at each opening, because pages change under it.
 */
export function useLayerHost(): [HTMLElement | null, (open: boolean) => void] {
  const [host, setHost] = useState<HTMLElement | null>(null);
  const onOpenChange = useCallback((open: boolean) => {
    if (open) setHost([...document.querySelectorAll<HTMLElement>(dialogs)].at(-1) ?? document.getElementById('main'));
  }, []);
  return [host, onOpenChange];
}
