'use client';

import { useEffect, useRef } from 'react';
import { useLiveSubscribe } from './live-provider';
import { matches } from './matches';
import type { LiveListener } from './types';

/** Calls back for facts of these types (`inbox.received`, or a domain: `message.`), and when facts were passed over. */
export function useLive(types: readonly string[], callback: LiveListener): void {
  const subscribe = useLiveSubscribe();
  const newest = useRef(callback);
  const wanted = types.join(' ');
  useEffect(() => {
    newest.current = callback;
  });
  useEffect(() => {
    const list = wanted.split(' ');
    return subscribe?.((message) => {
      if (matches(list, message)) newest.current(message);
    });
  }, [subscribe, wanted]);
}
