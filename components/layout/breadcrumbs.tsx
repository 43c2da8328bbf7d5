'use client';

import Link from 'next/link';
import { createContext, useContext, useLayoutEffect, type Dispatch, type SetStateAction } from 'react';
import { Icon } from '../ui/icon';

export type Crumb = { label: string; href?: string };
type Set = Dispatch<SetStateAction<readonly Crumb[] | null>>;
export const CrumbContext = createContext<Set | null>(null);

const useBrowserLayoutEffect = typeof document === 'undefined' ? () => undefined : useLayoutEffect;

/** A page below a list names its path in the top bar; the last crumb is the page itself. Renders nothing here. */
export function Breadcrumbs({ items }: { items: readonly Crumb[] }) {
  const set = useContext(CrumbContext);
  const text = JSON.stringify(items);
  useBrowserLayoutEffect(() => {
    set?.(JSON.parse(text) as readonly Crumb[]);
    return () => set?.(null);
  }, [set, text]);
  return null;
}

/** The trail itself, as the frame shows it. On a phone: back, and where one is. */
export function CrumbTrail({ crumbs }: { crumbs: readonly Crumb[] }) {
  const parent = crumbs.length > 1 ? crumbs.at(-2) : undefined;
  return (
    <nav aria-label="Breadcrumb" className="min-w-0 flex-1">
      <ol className="flex min-w-0 items-center gap-1.5 text-ink-3">
        {crumbs.map((crumb, index) => {
          const last = index === crumbs.length - 1;
          return (
            <li
              key={`${index}-${crumb.label}`}
              className={last ? 'flex min-w-0 items-center gap-1.5' : 'flex items-center gap-1.5 max-md:hidden'}
            >
              {last && parent?.href ? (
                <Link
                  href={parent.href}
                  aria-label={`Back to ${parent.label}`}
                  className="-ml-2 grid size-11 place-items-center md:hidden"
                >
                  <Icon name="chevron-left" />
                </Link>
              ) : null}
              {index > 0 ? <Icon name="chevron-right" size={14} className="max-md:hidden" /> : null}
              {last || !crumb.href ? (
                <span aria-current={last ? 'page' : undefined} className="truncate font-strong text-ink">
                  {crumb.label}
                </span>
              ) : (
                <Link
                  href={crumb.href}
                  className="inline-flex min-h-6 items-center whitespace-nowrap hover:text-ink hover:underline"
                >
                  {crumb.label}
                </Link>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
