import type { Tags, TagsTx } from '@/db/client';
import type { GateRules } from '@/lib/compliance';
import type { GateFacts } from '../gate';

type Full = NonNullable<GateFacts['capacity']>;

interface Taken {
  key: string;
  granted: number;
  /** How many were told to come later before these, and have not had their window yet. */
  ahead: number;
}

/** What becomes of who finds no room: they come again, and those behind them are told a later window, or they are gone for good. */
type Late = 'come_again' | 'are_gone';

/**
 * Takes part of a window's capacity for each key, in one statement; who finds no room and comes again is noted, so that whoever comes
 * next is sent to a window that has some. With each window that passes, as many are taken to have had their turn.
 */
async function take(
  sql: Tags | TagsTx,
  tenant: string,
  rule: { id: string; messages: number; seconds: number },
  wanted: ReadonlyMap<string, readonly unknown[]>,
  windowStart: Date,
  late: Late,
): Promise<Taken[]> {
  const comesAgain = late === 'come_again';
  const { id, messages, seconds } = rule;
  const [keys, counts] = [[...wanted.keys()], [...wanted.values()].map((list) => list.length)];
  const rows = await sql<{ key: string; granted: number; promised: number }[]>`
    insert into sending_capacity as s (tenant_id, rule_id, key, window_start, used, promised)
    select ${tenant}, ${id}, w.key, ${windowStart}, least(w.n, ${messages}::int), case when ${comesAgain} then greatest(w.n - ${messages}::int, 0) else 0 end
    from unnest(${keys}::text[], ${counts}::int[]) as w (key, n) order by w.key
    on conflict (tenant_id, rule_id, key) do update set window_start = excluded.window_start,
      used = least(${messages}::int, case when s.window_start = excluded.window_start then s.used else 0 end + excluded.used + excluded.promised),
      promised = greatest(0, s.promised - ${messages}::bigint * round(extract(epoch from excluded.window_start - s.window_start) / ${seconds}::int))
        + case when ${comesAgain} then greatest(0, case when s.window_start = excluded.window_start then s.used else 0 end + excluded.used + excluded.promised - ${messages}::int) else 0 end
    returning new.key, new.used - case when old.window_start = new.window_start then old.used else 0 end as granted, new.promised`;
  return rows.map(({ key, granted, promised }) => {
    const noted = comesAgain ? (wanted.get(key)?.length ?? 0) - granted : 0;
    return { key, granted, ahead: Math.max(0, promised - noted) };
  });
}

/** Empty for what is no mail address. */
const domainOf = (address: string): string =>
  address.includes('@') ? address.slice(address.lastIndexOf('@') + 1) : '';

/** What these addresses count for: a large provider, a domain that the rule names, all others as one, or (null) nothing; '' what is no mail. */
export async function mailboxProviders(
  sql: Tags | TagsTx,
  messages: readonly { address: string }[],
  { domains: named = [], others }: { domains?: readonly string[] | undefined; others?: string | undefined },
): Promise<(address: string) => string | null> {
  const domains = [...new Set(messages.map(({ address }) => domainOf(address)))];
  const rows = await sql<
    { domain: string; provider: string }[]
  >`select d as domain, mail_provider(d) as provider from unnest(${domains}::text[]) as d`;
  const own = new Set(named);
  const rest = others === 'free' ? null : 'other';
  const known = new Map(
    rows.map(({ domain, provider }) => {
      if (domain === '' || own.has(domain)) return [domain, domain];
      return [domain, provider === 'other' ? rest : provider];
    }),
  );
  return (address) => known.get(domainOf(address)) ?? null;
}

/**
 * Which of these messages find no room, and when there is some again: capacities count what is handed over, in windows that
 * follow each other, for the whole installation; who is late is spread over the windows to come. What is taken and not handed over after all is lost to its window.
 */
export async function withoutRoom(
  sql: Tags | TagsTx,
  tenant: string,
  rules: GateRules,
  messages: readonly { id: string; address: string }[],
  senderId: string | null,
  now: Date,
  late: Late = 'come_again',
): Promise<Map<string, Full>> {
  const full = new Map<string, Full>();
  for (const { id, name, action } of rules.capacities) {
    const windowMs = action.seconds * 1000;
    const start = Math.floor(now.getTime() / windowMs) * windowMs;
    const waiting = messages.filter((message) => !full.has(message.id));
    const keyOf =
      action.per === 'recipient_provider'
        ? await mailboxProviders(sql, waiting, action)
        : () => (action.per === 'sender' ? (senderId ?? '') : '');
    const groups = new Map<string, string[]>();
    for (const message of waiting) {
      const key = keyOf(message.address);
      if (key === null) continue;
      const group = groups.get(key);
      if (group) group.push(message.id);
      else groups.set(key, [message.id]);
    }
    for (const { key, granted, ahead } of await take(sql, tenant, { id, ...action }, groups, new Date(start), late)) {
      for (const [place, message] of (groups.get(key) ?? []).slice(granted).entries()) {
        const windows = 1 + Math.floor((ahead + place) / action.messages);
        full.set(message, { name, freesAt: new Date(start + windows * windowMs).toISOString() });
      }
    }
  }
  return full;
}
