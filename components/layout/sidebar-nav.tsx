'use client';

import Link from 'next/link';
import { Fragment } from 'react';
import { Dot } from '../ui/badge';
import { formatCount } from '../ui/format';
import { Icon } from '../ui/icon';
import type { NavGroup, NavItem } from './types';

/** The item the path belongs to: the longest address that is the path or a folder above it. */
export function activeItem(groups: readonly NavGroup[], path: string): NavItem | undefined {
  return groups
    .flatMap((group) => group.items)
    .filter((item) => path === item.href || path.startsWith(`${item.href}/`))
    .sort((a, b) => b.href.length - a.href.length)[0];
}

function Row({ item, current, onGo }: { item: NavItem; current: boolean; onGo?: () => void }) {
  return (
    <li>
      <Link
        href={item.href}
        title={item.state ? `${item.label}: ${item.state.label}` : item.label}
        onClick={onGo}
        aria-current={current ? 'page' : undefined}
        className="group flex h-7 items-center gap-2.25 rounded-sm px-2 font-medium text-ink-2 hover:bg-hover hover:text-ink aria-[current]:bg-active aria-[current]:text-ink folded:md:justify-center folded:md:px-0 pointer-coarse:h-11"
      >
        <Icon name={item.icon} className="text-ink-3 group-aria-[current]:text-accent-text" />
        <span className="min-w-0 flex-1 truncate folded:md:sr-only">{item.label}</span>
        <span className="flex items-center text-xs text-ink-3 figures folded:md:hidden">
          {item.count ? formatCount(item.count) : null}
          {item.live ? <Dot tone="live" label={item.live} quietly /> : null}
          {item.state ? <Dot tone={item.state.tone} label={item.state.label} /> : null}
        </span>
      </Link>
    </li>
  );
}

type SidebarNavProps = { groups: readonly NavGroup[]; current?: NavItem; onGo?: () => void };

/** The main navigation: groups of places, counts at the right. */
export function SidebarNav({ groups, current, onGo }: SidebarNavProps) {
  return (
    <>
      {groups.map((group, index) => (
        <Fragment key={group.label ?? `top-${index}`}>
          {group.label ? (
            <h2 className="mt-2.25 flex h-5.5 items-center px-2 text-2xs font-strong text-ink-3 folded:md:sr-only">
              {group.label}
            </h2>
          ) : null}
          <ul>
            {group.items.map((item) => (
              <Row key={item.href} item={item} current={item === current} onGo={onGo} />
            ))}
          </ul>
        </Fragment>
      ))}
    </>
  );
}
