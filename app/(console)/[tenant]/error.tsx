'use client';

import { Button, ButtonLink } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/states';

type Props = { error: Error & { digest?: string }; reset: () => void };

/** A page that failed inside the frame: the rest of the console still works. */
export default function ConsoleError({ error, reset }: Props) {
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
