import type { Metadata } from 'next';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/states';

export const metadata: Metadata = { title: 'Not found' };

export default function NotFound() {
  return (
    <main id="main" className="grid min-h-dvh place-items-center">
      <div>
        <h1 className="sr-only">Not found</h1>
        <EmptyState
          icon="search"
          title="There is nothing at this address"
          actions={
            <ButtonLink href="/" variant="primary" icon="house">
              Go home
            </ButtonLink>
          }
        >
          The link may be old, the thing may have been erased, or it belongs to another organisation than the one you
          are signed in to.
        </EmptyState>
      </div>
    </main>
  );
}
