import { EmptyState } from '@/components/ui/states';
import { ButtonLink } from '@/components/ui/button';

export default function ConsoleNotFound() {
  return (
    <>
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
        The link may be old, or the thing may have been deleted.
      </EmptyState>
    </>
  );
}
