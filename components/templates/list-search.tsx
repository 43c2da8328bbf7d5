'use client';

import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import { useEffect, useState } from 'react';
import { SearchField } from '@/components/table/filter-bar';

/** Find by name; the words live in the address as `q`, so that a link or a reload shows the same list. */
export function ListSearch({ label }: { label: string }) {
  const router = useRouter();
  const path = usePathname();
  const params = useSearchParams();
  const current = params.get('q') ?? '';
  const [value, setValue] = useState(current);
  useEffect(() => {
    if (value.trim() === current) return;
    const timer = setTimeout(() => {
      const next = new URLSearchParams(params);
      for (const key of ['cursor', 'trail', 'page', 'q']) next.delete(key);
      if (value.trim()) next.set('q', value.trim().slice(0, 120));
      router.replace(next.size ? `${path}?${next}` : path, { scroll: false });
    }, 250);
    return () => clearTimeout(timer);
  }, [value, current, params, path, router]);
  return <SearchField label={label} value={value} onChange={setValue} />;
}
