'use client';

import { Button, ButtonLink } from '../ui/button';
import { ErrorState } from '../ui/states';

/** What Next gives an error boundary. */
export type PageFailedProps = { error: Error & { digest?: string }; reset: () => void };

/** In the place of a page that failed: what is kept, and the ways on. */
export function PageFailed({ error, reset }: PageFailedProps) {
  return (
    <>
      <h1 className="sr-only">This page failed</h1>
      <ErrorState
        title="This page could not be shown"
        requestId={error.digest}
        actions={
          <>
            <Button variant="primary" icon="rotate-ccw" onClick={reset}>
              Retry
            </Button>
            <ButtonLink href="/">Go home</ButtonLink>
          </>
        }
      >
        What you saved is kept, and work under way goes on. If it fails again, send the request id to your
        administrator.
      </ErrorState>
    </>
  );
}
