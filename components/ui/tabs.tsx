import Link from 'next/link';
import { Count } from './badge';
import { CurrentTabInView } from './current-tab-in-view';

export type TabLink = { href: string; label: string; count?: number; current?: boolean; changed?: boolean };

/** Parts of a page, each with its own address. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly TabLink[] }) {
  return (
    <nav aria-label={label} className="relative flex gap-5 overflow-x-auto border-b border-line scroll-none">
      {tabs.map((tab) => (
        <Link
          key={tab.href}
          href={tab.href}
          aria-current={tab.current ? 'page' : undefined}
          scroll={false}
          className="-mb-px inline-flex h-9 items-center gap-1.5 border-b-2 border-transparent font-medium whitespace-nowrap text-ink-2 -outline-offset-2 hover:text-ink aria-[current]:border-accent aria-[current]:text-ink pointer-coarse:h-11"
        >
          {tab.label}
          {tab.count === undefined ? null : <Count value={tab.count} />}
          {tab.changed ? (
            <span className="text-accent-text">
              <span aria-hidden>•</span>
              <span className="sr-only">changed, not saved</span>
            </span>
          ) : null}
        </Link>
      ))}
      <CurrentTabInView current={tabs.find(({ current }) => current)?.href} />
    </nav>
  );
}
