'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useMemo } from 'react';
import { throttle } from './throttle';
import { useLive } from './use-live';

type LiveRefreshProps = {
  types: readonly string[];
  /** Milliseconds after the last event when what was counted later is read as well. */
  afterMs?: number;
  /** Also every so many milliseconds, for what begins before its first event is heard. */
  everyMs?: number | undefined;
};

/** Reads the page's data again when one of these happens, at most once a second. */
export function LiveRefresh({ types, afterMs, everyMs }: LiveRefreshProps) {
  const router = useRouter();
  const refresh = useMemo(() => throttle(() => router.refresh(), 1_000, afterMs), [router, afterMs]);
  useEffect(() => () => refresh.cancel(), [refresh]);
  useEffect(() => {
    if (everyMs === undefined) return undefined;
    const timer = setInterval(refresh, everyMs);
    return () => clearInterval(timer);
  }, [everyMs, refresh]);
  useLive(types, refresh);
  return null;
}
