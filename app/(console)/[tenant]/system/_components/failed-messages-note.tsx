import Link from 'next/link';
import { waitingWords } from '@/components/messages/words';
import { ButtonLink } from '@/components/ui/button';
import { Note } from '@/components/ui/note';
import { countOpenMessages } from '@/lib/messages';
import { pages } from '@/lib/paths';
import type { Ctx } from '@/lib/platform/context';
import { mayOpen } from '@/lib/platform/page';

/** Says that messages outside campaigns wait for a decision, and leads there; a quiet link when there are none. */
export async function FailedMessagesNote({ ctx }: { ctx: Ctx }) {
  if (!mayOpen(ctx, 'inbox:read')) return null;
  const words = waitingWords(await countOpenMessages(ctx, {}));
  const href = pages.failedMessages(ctx.tenant);
  if (!words)
    return (
      <p className="mt-3 text-xs text-ink-3">
        No{' '}
        <Link className="link" href={href}>
          failed messages
        </Link>{' '}
        outside campaigns to decide about.
      </p>
    );
  return (
    <div className="mt-4">
      <Note
        tone="warn"
        title={`${words.title}.`}
        actions={
          <ButtonLink size="sm" href={href}>
            Look at failed messages
          </ButtonLink>
        }
      >
        {words.detail}
      </Note>
    </div>
  );
}
