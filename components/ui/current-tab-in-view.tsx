'use client';

import { useEffect, useRef } from 'react';

/** In a row of tabs that scrolls sideways: brings the current one into view. The page itself stays where it is. */
export function CurrentTabInView({ current }: { current: string | undefined }) {
  const here = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const row = here.current?.parentElement;
    const tab = current === undefined ? null : row?.querySelector<HTMLElement>('[aria-current]');
    if (!row || !tab) return;
    const end = tab.offsetLeft + tab.offsetWidth;
    if (end > row.scrollLeft + row.clientWidth) row.scrollLeft = end - row.clientWidth;
    else if (tab.offsetLeft < row.scrollLeft) row.scrollLeft = tab.offsetLeft;
  }, [current]);
  return <span ref={here} hidden />;
}
