import type { Metadata } from 'next';
import Link from 'next/link';
import { Button } from '@/components/ui/button';
import { tracking } from '@/lib/paths';
import { confirmLeaveTopic, confirmUnsubscribe } from '../actions';
import { peekOr404 } from '../peek';
import { PublicFrame } from '../public-frame';
import { TestLink } from '../unknown-link';
import { leaveStill, wordsOf } from '../words';

export const metadata: Metadata = { title: 'Unsubscribe', robots: { index: false } };

type Props = { params: Promise<{ token: string }> };

/** Asks once; only the button changes anything, so that a scanner's visit does not. */
export default async function UnsubscribePage({ params }: Props) {
  const { token } = await params;
  const shown = await peekOr404(token);
  if (!shown) return <TestLink />;
  const { tenantName, isOff, canLeave, topic } = shown;
  const { things, to } = wordsOf(shown);
  const still = leaveStill(shown);
  return (
    <PublicFrame tenantName={tenantName}>
      <h1 className="text-lg font-semibold">{headingOf()}</h1>
      <p className="mt-2 text-base text-ink-2">
        {isOff
          ? `${tenantName} sends no more ${things}${to}${still ? ' for now' : ''}. What was already on its way may still arrive.`
          : `${tenantName} will send no more ${things}${to}. Answers to what you write yourself still reach you.`}
      </p>
      {canLeave ? (
        <form action={confirmUnsubscribe.bind(null, token)} className="mt-4">
          <Button type="submit" variant="primary" className="w-full whitespace-normal">
            {still ?? 'Unsubscribe'}
          </Button>
        </form>
      ) : null}
      {topic?.leave ? (
        <form action={confirmLeaveTopic.bind(null, token)} className="mt-3">
          <Button type="submit" className="w-full whitespace-normal">
            {topic.leave === 'instead' ? `Leave only “${topic.name}” instead` : `Leave only “${topic.name}”`}
          </Button>
        </form>
      ) : null}
      <p className="mt-4 text-base">
        <Link className="link" href={tracking.preferences(token)}>
          {isOff ? 'Change your mind' : 'Choose what you get instead'}
        </Link>
      </p>
    </PublicFrame>
  );
  function headingOf() {
    if (!isOff) return `Stop all ${things}${to}`;
    return still ? `No ${things} are sent${to}` : 'You are unsubscribed';
  }
}
