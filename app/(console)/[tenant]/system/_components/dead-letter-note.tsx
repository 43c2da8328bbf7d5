import Link from 'next/link';
import { ButtonLink } from '@/components/ui/button';
import { formatNumber } from '@/components/ui/format';
import { Note } from '@/components/ui/note';
import { pages } from '@/lib/paths';
import type { Ctx } from '@/lib/platform/context';
import { mayOpen } from '@/lib/platform/page';
import { countDeadLetters } from '@/lib/system';
import { consumerName } from '../dead-letters/_components/words';

/** Says that facts were given up on, and leads there; a quiet link when there are none. */
export async function DeadLetterNote({ ctx }: { ctx: Ctx }) {
  if (!mayOpen(ctx, 'system:read')) return null;
  const { consumers } = await countDeadLetters(ctx, {});
  const href = pages.deadLetters(ctx.tenant);
  const total = consumers.reduce((sum, { open, replaying }) => sum + open + replaying, 0);
  if (total === 0)
    return (
      <p className="mt-3 text-xs text-ink-3">
        No fact waits among the{' '}
        <Link className="link" href={href}>
          dead letters
        </Link>
        .
      </p>
    );
  const parts = consumers.map(
    ({ consumer, open, replaying }) => `${consumerName(consumer)} ${formatNumber(open + replaying)}`,
  );
  return (
    <div className="mt-4">
      <Note
        tone="warn"
        title={`${formatNumber(total)} ${total === 1 ? 'fact was' : 'facts were'} given up on.`}
        actions={
          <ButtonLink size="sm" href={href}>
            Look at dead letters
          </ButtonLink>
        }
      >
        {parts.join(', ')}. What these show may lack what happened, until it is replayed.
      </Note>
    </div>
  );
}
