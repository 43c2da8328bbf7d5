import type { ReactNode } from 'react';
import { Button, ButtonLink } from '../ui/button';
import { pagerText, type PagerCount } from './pager-text';

type PagerProps = PagerCount & {
  previousHref?: string;
  nextHref?: string;
  /** Freshness: "Search index is 1 s behind". */
  meta?: ReactNode;
};

/** The foot of a list: where one is, and the pages before and after. */
export function Pager({ previousHref, nextHref, meta, ...count }: PagerProps) {
  return (
    <nav
      aria-label="Pages"
      className="sticky bottom-0 z-5 flex min-h-11 flex-wrap items-center gap-x-4 gap-y-1 border-t border-line bg-canvas px-6 py-1.5 text-xs text-ink-3 max-md:px-4"
    >
      <span className="flex gap-x-4 max-md:flex-col">
        <span className="figures">{pagerText(count)}</span>
        {meta}
      </span>
      <span className="ml-auto flex gap-2">
        {previousHref ? (
          <ButtonLink size="sm" href={previousHref} rel="prev">
            Previous
          </ButtonLink>
        ) : (
          <Button size="sm" reason="This is the first page">
            Previous
          </Button>
        )}
        {nextHref ? (
          <ButtonLink size="sm" href={nextHref} rel="next">
            Next
          </ButtonLink>
        ) : (
          <Button size="sm" reason="This is the last page">
            Next
          </Button>
        )}
      </span>
    </nav>
  );
}
