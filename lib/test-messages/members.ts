import { sql } from 'drizzle-orm';
import { normaliseEmail } from '@/lib/contacts';
import type { TxCtx } from '@/lib/platform/context';
import { invalid } from '@/lib/platform/errors';

/** Who belongs to the organisation now. */
export interface Member {
  id: string;
  name: string;
  email: string;
  /** As the gate knows it. */
  address: string;
}

const key = (email: string): string => {
  const read = normaliseEmail(email);
  return 'normalized' in read ? read.normalized : email.trim().toLowerCase();
};

export async function membersOf(ctx: TxCtx): Promise<Member[]> {
  const rows = await ctx.tx.execute<{ id: string; name: string; email: string }>(
    sql`select user_id as id, name, email from tenant_people()`,
  );
  return rows.map((row) => ({ ...row, address: key(row.email) }));
}

/** The members at these addresses, each once; oneself unless some are given. Throws `invalid` naming who is none. */
export function chosen(ctx: TxCtx, members: readonly Member[], to: readonly string[] | undefined): Member[] {
  const { actor } = ctx;
  const own = actor.kind === 'user' ? actor.email : null;
  const wanted = to ?? (own === null ? [] : [own]);
  if (wanted.length === 0)
    throw invalid('A program has no mailbox. Name in "to" whom of your organisation the test goes to.', {
      to: 'names nobody',
    });
  const found = wanted.map((email, i) => {
    const member = members.find(({ address }) => address === key(email));
    if (member) return member;
    throw invalid(
      `${email} is no member of this organisation, and tests go to members only. Add them under Settings, People first.`,
      { [to ? `to.${i}` : 'to']: 'is no member of this organisation' },
    );
  });
  return [...new Set(found)];
}
