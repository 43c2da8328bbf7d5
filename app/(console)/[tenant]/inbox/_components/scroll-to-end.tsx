'use client';

import { useEffect, useRef } from 'react';

/** Shows the newest message when a conversation opens and when one more arrives. */
export function ScrollToEnd({ count }: { count: number }) {
  const ref = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const scroller = ref.current?.parentElement;
    if (scroller && count > 0) scroller.scrollTop = scroller.scrollHeight;
  }, [count]);
  return <span ref={ref} className="block" />;
}
