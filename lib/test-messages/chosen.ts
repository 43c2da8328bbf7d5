import type { TxCtx } from '@/lib/platform/context';
import { invalid } from '@/lib/platform/errors';
import { memberAt, type Member } from '@/lib/sending';

/** The members at these addresses, each once; oneself unless some are given. Throws `invalid` naming who is none. */
export function chosen(ctx: TxCtx, members: readonly Member[], to: readonly string[] | undefined): Member[] {
  const { actor } = ctx;
  const own = actor.kind === 'user' ? actor.email : null;
  const wanted = to ?? (own === null ? [] : [own]);
  if (wanted.length === 0)
    throw invalid('A program has no mailbox. Name in "to" whom of your organisation the test goes to.', {
      to: 'names nobody',
    });
  return [...new Set(wanted.map((email, i) => memberAt(members, email, to ? `to.${i}` : 'to')))];
}
