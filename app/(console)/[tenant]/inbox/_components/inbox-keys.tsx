'use client';

import { useRouter } from 'next/navigation';
import { useHotkey } from '@/components/ui/use-hotkey';

/** J and K open the next and the previous conversation of the list. */
export function InboxKeys({ hrefs, at }: { hrefs: readonly string[]; at: number }) {
  const router = useRouter();
  const go = (index: number) => {
    const href = hrefs[index];
    if (href) router.push(href, { scroll: false });
  };
  useHotkey('j', () => go(at + 1));
  useHotkey('k', () => go(Math.max(0, at - 1)));
  return null;
}
