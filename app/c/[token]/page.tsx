import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { Button } from '@/components/ui/button';
import { peekConfirmation, type Confirmation } from '@/lib/confirmations';
import { DomainError } from '@/lib/platform/errors';
import { PublicFrame } from '../../u/public-frame';
import { confirm } from '../actions';

export const metadata: Metadata = { title: 'Please confirm', robots: { index: false } };

type Props = { params: Promise<{ token: string }> };

const what: Record<string, string> = { marketing: 'news and invitations', service: 'service messages' };
const titles: Record<Confirmation['state'], string> = {
  open: 'One more click',
  confirmed: 'Thank you, that is confirmed',
  withdrawn: 'You have unsubscribed since',
};

/** Asks once; only the button changes anything, so that a scanner's visit does not. */
export default async function ConfirmPage({ params }: Props) {
  const { token } = await params;
  const asked = await peekConfirmation(token).catch((error: unknown) => {
    if (error instanceof DomainError && error.code === 'not_found') notFound();
    throw error;
  });
  const { state, tenantName, email, purpose, topics } = asked;
  const topic = topics.length > 0 ? `news about ${topics.join(', ')}` : (what[purpose] ?? 'news');
  return (
    <PublicFrame tenantName={tenantName}>
      <h1 className="text-lg font-semibold">{titles[state]}</h1>
      <p className="mt-2 text-base break-words text-ink-2">
        {state === 'open'
          ? `Shall ${tenantName} send ${topic} to ${email}?`
          : state === 'confirmed'
            ? `${tenantName} may send ${topic} to ${email}. Every message has a link to stop them.`
            : `${tenantName} sends nothing more to ${email}. To get ${topic} again, sign up once more.`}
      </p>
      {state === 'open' ? (
        <form action={confirm.bind(null, token)} className="mt-4">
          <Button type="submit" variant="primary" className="w-full">
            Yes, confirm
          </Button>
        </form>
      ) : null}
    </PublicFrame>
  );
}
