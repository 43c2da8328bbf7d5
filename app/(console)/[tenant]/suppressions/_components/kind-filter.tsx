'use client';

import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import { Segmented } from '@/components/ui/segmented';

const options = [
  { value: '', label: 'All' },
  { value: 'email', label: 'Addresses' },
  { value: 'phone', label: 'Numbers' },
] as const;

/** Addresses, numbers or both; kept in the page's address as `kind`. */
export function KindFilter({ value }: { value: (typeof options)[number]['value'] }) {
  const router = useRouter();
  const path = usePathname();
  const params = useSearchParams();
  const choose = (kind: string) => {
    const next = new URLSearchParams(params);
    for (const key of ['cursor', 'trail', 'page', 'kind']) next.delete(key);
    if (kind) next.set('kind', kind);
    router.replace(next.size ? `${path}?${next}` : path, { scroll: false });
  };
  return <Segmented label="Kind" value={value} options={options} onChange={choose} />;
}
