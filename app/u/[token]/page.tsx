import type { Metadata } from 'next';
import Link from 'next/link';
import { Button } from '@/components/ui/button';
import { tracking } from '@/lib/paths';
import { confirmLeaveTopic, confirmUnsubscribe } from '../actions';
import { peekOr404 } from '../peek';
import { PublicFrame } from '../public-frame';

export const metadata: Metadata = { title: 'Unsubscribe', robots: { index: false } };

type Props = { params: Promise<{ token: string }> };

/** Asks once; only the button changes anything, so that a scanner's visit does not. */
export default async function UnsubscribePage({ params }: Props) {
  const { token } = await params;
  const { tenantName, email, purposes, topics, topic } = await peekOr404(token);
  const wanted = [...purposes, ...topics].some(({ granted }) => granted);
  return (
    <PublicFrame tenantName={tenantName}>
      <h1 className="text-lg font-semibold">{wanted ? `Stop all mailings to ${email}` : 'You are unsubscribed'}</h1>
      <p className="mt-2 text-base text-ink-2">
        {wanted
          ? `${tenantName} will send no more mailings to this address. Answers to what you write yourself still reach you.`
          : `${tenantName} sends no more mailings to ${email}. What was already on its way may still arrive.`}
      </p>
      {wanted ? (
        <form action={confirmUnsubscribe.bind(null, token)} className="mt-4">
          <Button type="submit" variant="primary" className="w-full">
            Unsubscribe
          </Button>
        </form>
      ) : null}
      {topic && (topic.granted || !wanted) ? (
        <form action={confirmLeaveTopic.bind(null, token)} className="mt-3">
          <Button type="submit" className="w-full whitespace-normal">
            {wanted ? `Leave only “${topic.name}”` : `Leave only “${topic.name}” instead`}
          </Button>
        </form>
      ) : null}
      <p className="mt-4 text-base">
        <Link className="link" href={tracking.preferences(token)}>
          {wanted ? 'Choose what you get instead' : 'Change your mind'}
        </Link>
      </p>
    </PublicFrame>
  );
}
