'use client';

import './globals.css';
import { CopyText } from '@/components/ui/copy-text';
import { buttonClass } from '@/components/ui/button-class';
import { shownError } from '@/lib/platform/errors';

type Props = { error: Error & { digest?: string }; reset: () => void };

/** Stands in for the root layout when that itself fails, so it leans on nothing but styles. */
export default function GlobalError({ error, reset }: Props) {
  const number = error.digest && !shownError(error.digest) ? error.digest : null;
  return (
    <html lang="en" data-theme="light">
      <body>
        <title>AlumOutreach could not start this page</title>
        <main role="alert" className="mx-auto grid min-h-dvh max-w-[66ch] content-center gap-3 p-6">
          <h1 className="text-xl font-semibold">AlumOutreach could not start this page</h1>
          <p className="text-base text-ink-2">
            What you saved is kept, and work under way goes on. If it fails again, tell your administrator
            {number ? ' the number below: the log of the server has it beside what went wrong.' : '.'}
          </p>
          <p className="flex flex-wrap gap-2">
            <button type="button" onClick={reset} className={buttonClass('primary')}>
              Retry
            </button>
          </p>
          {number ? (
            <p className="flex flex-wrap items-center gap-1 text-xs text-ink-3">
              Failure <CopyText text={number} label="number of the failure" />
            </p>
          ) : null}
        </main>
      </body>
    </html>
  );
}
