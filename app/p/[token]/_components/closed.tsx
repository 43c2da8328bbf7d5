import { Note } from '@/components/ui/note';
import type { Preferences } from '@/lib/preferences/schema';
import { wordsOf } from '../../../u/words';

type ClosedProps = { closed: NonNullable<Preferences['closed']>; tenantName: string; shown: Preferences };

/** That nothing comes on this channel, since when, and what opens it: nothing on this page does. */
export function Closed({ closed, tenantName, shown }: ClosedProps) {
  const { things, to } = wordsOf(shown);
  const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(closed.at));
  return (
    <div className="mt-3 grid gap-3 text-base">
      <Note title={`No ${things} are sent${to}.`}>
        {
          {
            stop: `STOP was written from this number on ${day}.`,
            provider: `This number stopped our messages at the service that carries them. It told us on ${day}.`,
            organisation: `${tenantName} was told so on ${day}.`,
          }[closed.by]
        }
      </Note>
      <p className="text-ink-2">
        {closed.opens === 'start' ? (
          <>
            To get some again, write <strong className="font-semibold text-ink">START</strong> from this number to the
            number that our messages came from. Then open this page again and choose what you get.
          </>
        ) : (
          `To get some again, tell ${tenantName} so: for example by answering the last message.`
        )}
      </p>
    </div>
  );
}
