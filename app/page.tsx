import { redirect } from 'next/navigation';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/states';
import { pages } from '@/lib/paths';
import { requireSession } from '@/lib/platform/page';
import { signOutAction } from './(auth)/actions';

/** The front door: the first organisation of who is signed in. */
export default async function FrontPage() {
  const { tenants, user } = await requireSession();
  const first = tenants[0];
  if (first) redirect(pages.home(first.id));
  return (
    <main id="main" className="grid min-h-dvh place-items-center">
      <div>
        <h1 className="sr-only">No organisation</h1>
        <EmptyState
          icon="building-2"
          title="You belong to no organisation"
          actions={
            <form action={signOutAction}>
              <button type="submit" className="link">
                Sign out
              </button>
            </form>
          }
        >
          You are signed in as {user.email}. Ask an administrator to add this address to an organisation, then{' '}
          <ButtonLink size="sm" href="/">
            look again
          </ButtonLink>
        </EmptyState>
      </div>
    </main>
  );
}
