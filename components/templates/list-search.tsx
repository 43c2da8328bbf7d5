'use client';

import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import { useEffect, useRef, useState } from 'react';
import { SearchField } from '@/components/table/filter-bar';

/** Find by name; the words live in the address as `q`, so that a link or a reload shows the same list. */
export function ListSearch({ label }: { label: string }) {
  const router = useRouter();
  const path = usePathname();
  const params = useSearchParams();
  const current = params.get('q') ?? '';
  const [value, setValue] = useState(current);
  /** What this field asked the address to say, and it does not say yet. */
  const underway = useRef<string[]>([]);
  const wanted = value.trim().slice(0, 120);
  // Words that a link or Back gave the address, or took from it, are the field's; its own arrive late, while somebody types on.
  useEffect(() => {
    const arrived = underway.current.indexOf(current);
    underway.current.splice(0, arrived < 0 ? Infinity : arrived + 1);
    if (arrived < 0) setValue(current);
  }, [current]);
  useEffect(() => {
    if (wanted === current) return;
    const timer = setTimeout(() => {
      const next = new URLSearchParams(params);
      for (const key of ['cursor', 'trail', 'page', 'q']) next.delete(key);
      if (wanted) next.set('q', wanted);
      underway.current.push(wanted);
      router.replace(next.size ? `${path}?${next}` : path, { scroll: false });
    }, 250);
    return () => clearTimeout(timer);
  }, [wanted, current, params, path, router]);
  return <SearchField label={label} value={value} onChange={setValue} />;
}
