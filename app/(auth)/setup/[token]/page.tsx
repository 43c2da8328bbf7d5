import type { Metadata } from 'next';
import { ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { peekVisitorLink } from '@/lib/identity';
import { pages } from '@/lib/paths';
import { SetupForm } from './_components/setup-form';

export const metadata: Metadata = { title: 'Choose a password', referrer: 'no-referrer' };

type Props = { params: Promise<{ token: string }> };

/** Looking at the page uses nothing up: only the form does, so that link scanners cannot burn the link. */
export default async function SetupPage({ params }: Props) {
  const { token } = await params;
  const person = token.length <= 200 ? await peekVisitorLink(token) : null;
  if (!person) {
    return (
      <Card>
        <h1 className="mb-2 text-xl font-semibold">This link no longer works</h1>
        <p className="mb-4 text-base text-ink-2">
          It was used before, or it is older than three days. If you chose a password with it, sign in; else ask the
          person who sent it for a new one.
        </p>
        <ButtonLink variant="primary" href={pages.login()}>
          Sign in
        </ButtonLink>
      </Card>
    );
  }
  return (
    <Card>
      <h1 className="mb-1 text-xl font-semibold">Choose a password</h1>
      <p className="mb-4 text-ink-2">
        For {person.name === person.email ? person.email : `${person.name}, ${person.email}`}
      </p>
      <SetupForm token={token} email={person.email} />
    </Card>
  );
}
