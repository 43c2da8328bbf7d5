'use client';

import { useEffect, useState } from 'react';

type Found<T> = { items: readonly T[] | null; note?: string };

/** Runs `search` 150 ms after the last key and drops answers that come too late. Empty query: nothing searched. */
export function useSearch<T>(search: ((query: string) => Promise<readonly T[]>) | undefined, query: string): Found<T> {
  const [found, setFound] = useState<Found<T>>({ items: null });
  const text = query.trim();
  useEffect(() => {
    if (!search || text === '') {
      setFound({ items: null });
      return;
    }
    let stale = false;
    const timer = setTimeout(() => {
      search(text).then(
        (items) => !stale && setFound({ items }),
        () => !stale && setFound({ items: [], note: 'Search failed. Type on to try again.' }),
      );
    }, 150);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [search, text]);
  return found;
}
