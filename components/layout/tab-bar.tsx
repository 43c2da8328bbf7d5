'use client';

import Link from 'next/link';
import { Icon } from '../ui/icon';
import type { NavItem } from './types';

type TabBarProps = { items: readonly NavItem[]; current?: NavItem; onMore: () => void };
const cell =
  'relative flex min-w-0 flex-1 flex-col items-center gap-1 pt-2 text-2xs font-medium text-ink-3 -outline-offset-2 aria-[current]:text-accent-text';

/** The phone's five places. */
export function TabBar({ items, current, onMore }: TabBarProps) {
  return (
    <nav aria-label="Places" className="flex h-15 flex-none border-t border-line bg-surface md:hidden">
      {items.map((item) => (
        <Link
          key={item.href}
          href={item.href}
          aria-current={item.href === current?.href ? 'page' : undefined}
          className={cell}
        >
          <Icon name={item.icon} size={20} />
          <span className="max-w-full truncate">{item.label}</span>
          {item.count ? <span className="sr-only">{`${item.count} waiting`}</span> : null}
        </Link>
      ))}
      <button type="button" onClick={onMore} className={cell}>
        <Icon name="menu" size={20} />
        More
      </button>
    </nav>
  );
}
