/** Something that tells of an address: mail came back for now, mail arrived, or it was taken off the list. */
export interface AddressSign {
  messageId: string;
  at: Date;
  kind: 'soft' | 'alive' | 'lifted';
}

/** A tenant's numbers. */
export interface SoftRule {
  /** So many in a row are the end. */
  limit: number;
  /** Older ones are forgotten. */
  windowDays: number;
}

const dayMs = 86_400_000;

/**
 * How many messages in a row came back for now, since anything arrived or the address was taken off the list, and when
 * the last did. Pure: any order and any repetition of the same signs gives the same answer.
 */
export function softStreak(signs: readonly AddressSign[], { limit, windowDays }: SoftRule) {
  const first = new Map<string, number>();
  let reset = -Infinity;
  for (const { kind, at, messageId } of signs) {
    const ms = at.getTime();
    if (kind === 'soft') first.set(messageId, Math.min(first.get(messageId) ?? ms, ms));
    else reset = Math.max(reset, ms);
  }
  const after = [...first.values()].filter((ms) => ms > reset);
  const last = Math.max(-Infinity, ...after);
  const count = after.filter((ms) => ms > last - windowDays * dayMs).length;
  return { count, last: count > 0 ? new Date(last) : null, isFull: count >= limit };
}
