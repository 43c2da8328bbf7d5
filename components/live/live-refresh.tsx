'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useMemo } from 'react';
import { throttle } from './throttle';
import { useLive } from './use-live';

/** Reads the page's data again when one of these happens, at most once a second. */
export function LiveRefresh({ types }: { types: readonly string[] }) {
  const router = useRouter();
  const refresh = useMemo(() => throttle(() => router.refresh(), 1_000), [router]);
  useEffect(() => () => refresh.cancel(), [refresh]);
  useLive(types, refresh);
  return null;
}
