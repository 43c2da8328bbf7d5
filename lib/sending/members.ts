import { sql } from 'drizzle-orm';
import { normaliseEmail } from '@/lib/contacts';
import type { TxCtx } from '@/lib/platform/context';
import { invalid } from '@/lib/platform/errors';

/** Who belongs to the organisation now: those whom tests may go to. */
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

/** Whether two ways to write an address name one mailbox. */
export const isSameAddress = (a: string, b: string): boolean => key(a) === key(b);

export async function membersOf(ctx: TxCtx): Promise<Member[]> {
  const rows = await ctx.tx.execute<{ id: string; name: string; email: string }>(
    sql`select user_id as id, name, email from tenant_people()`,
  );
  return rows.map((row) => ({ ...row, address: key(row.email) }));
}

/** Who of them is meant by an address, however it is written. Throws `invalid` at `field`, naming who is none of them. */
export function memberAt(members: readonly Member[], email: string, field: string): Member {
  const member = members.find(({ address }) => address === key(email));
  if (member) return member;
  throw invalid(
    `${email} is no member of this organisation, and tests go to members only. Add them under Settings, People first.`,
    { [field]: 'is no member of this organisation' },
  );
}
