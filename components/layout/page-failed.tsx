'use client';

import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import { startTransition } from 'react';
import { Button, ButtonLink } from '../ui/button';
import { buttonClass } from '../ui/button-class';
import { ErrorState } from '../ui/states';

/** What Next gives an error boundary. */
export type PageFailedProps = { error: Error & { digest?: string }; reset: () => void };
type Props = PageFailedProps & {
  /** What is wrong in words for people, and which parameters it lies in; null of a fault of ours. */
  shown: { message: string; fields: readonly string[] } | null;
};

/** Where a list stands, which is nothing without its cursor. */
const place = ['cursor', 'trail', 'page'];

/** This address without the parameters that are wrong; null when none of them is in it. */
function useMended(fields: readonly string[]): { href: string; isFirstPage: boolean } | null {
  const [path, given] = [usePathname(), useSearchParams()];
  const isFirstPage = fields.includes('cursor');
  const wrong = isFirstPage ? [...fields, ...place] : fields;
  if (!wrong.some((name) => given.has(name))) return null;
  const kept = new URLSearchParams([...given].filter(([name]) => !wrong.includes(name)));
  return { href: kept.size > 0 ? `${path}?${kept}` : path, isFirstPage };
}

/** In the place of a page that failed: what is wrong or what is kept, and the ways on. */
export function PageFailed({ error, reset, shown }: Props) {
  const router = useRouter();
  const mended = useMended(shown?.fields ?? []);
  const retry = () =>
    startTransition(() => {
      router.refresh();
      reset();
    });
  return (
    <>
      <h1 className="sr-only">This page failed</h1>
      <ErrorState
        title="This page could not be shown"
        {...(error.digest && !shown ? { fault: error.digest } : {})}
        actions={
          <>
            {mended ? (
              // The boundary outlives a change of the parameters alone: the page is loaded anew.
              <a href={mended.href} className={buttonClass('primary')}>
                {mended.isFirstPage ? 'Show the first page' : 'Show without it'}
              </a>
            ) : (
              <Button variant="primary" icon="rotate-ccw" onClick={retry}>
                Retry
              </Button>
            )}
            <ButtonLink href="/">Go home</ButtonLink>
          </>
        }
      >
        {shown ? (
          <>
            {mended && !mended.isFirstPage ? 'Something in the address of this page is wrong. ' : ''}
            {shown.message}
          </>
        ) : (
          <>
            What you saved is kept, and work under way goes on. If it fails again, tell your administrator
            {error.digest ? ' the number below: the log of the server has it beside what went wrong.' : '.'}
          </>
        )}
      </ErrorState>
    </>
  );
}
