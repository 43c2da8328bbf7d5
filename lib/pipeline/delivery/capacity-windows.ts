import type { Tags, TagsTx } from '@/db/client';

/** Holds what all organisations have together; no slug is like it, so that none of them sees its rows. */
const everybody = '*';

/** Whose windows a rule counts in. */
export const holderOf = ({ builtIn }: { builtIn: boolean }, tenant: string): string => (builtIn ? everybody : tenant);

/** A rule of capacity, as its windows are counted. */
export interface Counted {
  id: string;
  messages: number;
  seconds: number;
}

interface Taken {
  key: string;
  granted: number;
  /** How many were told to come later before these, and have not had their window yet. */
  ahead: number;
}

/** What becomes of who finds no room: they come again, and those behind them are told a later window, or they are gone for good. */
export type Late = 'come_again' | 'are_gone';

/**
 * Takes part of a window's capacity for each key, in one statement; who finds no room and comes again is noted, so that whoever comes
 * next is sent to a window that has some. With each window that passes, as many are taken to have had their turn.
 */
export async function take(
  sql: Tags | TagsTx,
  holder: string,
  rule: Counted,
  wanted: ReadonlyMap<string, readonly unknown[]>,
  windowStart: Date,
  late: Late,
): Promise<Taken[]> {
  const comesAgain = late === 'come_again';
  const { id, messages, seconds } = rule;
  const [keys, counts] = [[...wanted.keys()], [...wanted.values()].map((list) => list.length)];
  const rows = await sql<{ key: string; granted: number; promised: number }[]>`
    insert into sending_capacity as s (tenant_id, rule_id, key, window_start, used, promised)
    select ${holder}, ${id}, w.key, ${windowStart}, least(w.n, ${messages}::int), case when ${comesAgain} then greatest(w.n - ${messages}::int, 0) else 0 end
    from unnest(${keys}::text[], ${counts}::int[]) as w (key, n) order by w.key
    on conflict (tenant_id, rule_id, key) do update set window_start = excluded.window_start,
      used = least(${messages}::int, case when s.window_start = excluded.window_start then s.used else 0 end + excluded.used + excluded.promised),
      promised = greatest(0, s.promised - ${messages}::bigint * round(extract(epoch from excluded.window_start - s.window_start) / ${seconds}::int))
        + case when ${comesAgain} then greatest(0, case when s.window_start = excluded.window_start then least(s.used, ${messages}::int) else 0 end + excluded.used + excluded.promised - ${messages}::int) else 0 end
    returning new.key, greatest(0, new.used - case when old.window_start = new.window_start then old.used else 0 end) as granted, new.promised`;
  return rows.map(({ key, granted, promised }) => {
    const noted = comesAgain ? (wanted.get(key)?.length ?? 0) - granted : 0;
    return { key, granted, ahead: Math.max(0, promised - noted) };
  });
}

/** Gives back what was taken of a window for messages that another rule then had no room for. */
export async function giveBack(
  sql: Tags | TagsTx,
  holder: string,
  ruleId: string,
  taken: ReadonlyMap<string, number>,
  windowStart: Date,
): Promise<void> {
  // Locked by key, as `take` does: two batches cannot wait for each other.
  await sql`
    update sending_capacity s set used = greatest(0, s.used - b.n)
    from (select c.key, w.n from unnest(${[...taken.keys()]}::text[], ${[...taken.values()]}::int[]) as w (key, n)
      join sending_capacity c on c.tenant_id = ${holder} and c.rule_id = ${ruleId} and c.key = w.key and c.window_start = ${windowStart}
      order by c.key for update of c) b
    where s.tenant_id = ${holder} and s.rule_id = ${ruleId} and s.key = b.key`;
}
