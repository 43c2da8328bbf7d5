import type { Tags, TagsTx } from '@/db/client';
import type { GateRules } from '@/lib/compliance';
import type { GateFacts } from '../gate';

type Full = NonNullable<GateFacts['capacity']>;

/** Takes part of a window's capacity for `wanted` messages, in one statement; answers how many fit. */
async function take(
  sql: Tags | TagsTx,
  tenant: string,
  rule: { id: string; messages: number },
  key: string,
  windowStart: Date,
  wanted: number,
): Promise<number> {
  const { id, messages } = rule;
  const [row] = await sql<{ granted: number }[]>`
    insert into sending_capacity as s (tenant_id, rule_id, key, window_start, used)
    values (${tenant}, ${id}, ${key}, ${windowStart}, least(${wanted}::int, ${messages}::int))
    on conflict (tenant_id, rule_id, key) do update set window_start = excluded.window_start,
      used = case when s.window_start = excluded.window_start then least(${messages}::int, s.used + ${wanted}::int) else excluded.used end
    returning new.used - case when old.window_start = new.window_start then old.used else 0 end as granted`;
  return Math.max(0, row?.granted ?? 0);
}

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1);

/** Who runs the mailboxes of these addresses: a large provider by name, else the domain itself. */
async function mailboxProviders(
  sql: Tags | TagsTx,
  messages: readonly { address: string }[],
): Promise<(address: string) => string> {
  const domains = [...new Set(messages.map(({ address }) => domainOf(address)))];
  const rows = await sql<
    { domain: string; provider: string }[]
  >`select d as domain, mail_provider(d) as provider from unnest(${domains}::text[]) as d`;
  const known = new Map(rows.map(({ domain, provider }) => [domain, provider === 'other' ? domain : provider]));
  return (address) => known.get(domainOf(address)) ?? '';
}

/**
 * Which of these messages find no room, and when there is some again: capacities count what is handed over, in windows that
 * follow each other, for the whole installation. What is taken and not handed over after all is lost to its window.
 */
export async function withoutRoom(
  sql: Tags | TagsTx,
  tenant: string,
  rules: GateRules,
  messages: readonly { id: string; address: string }[],
  senderId: string | null,
  now: Date,
): Promise<Map<string, Full>> {
  const full = new Map<string, Full>();
  for (const { id, name, action } of rules.capacities) {
    const windowMs = action.seconds * 1000;
    const start = Math.floor(now.getTime() / windowMs) * windowMs;
    const waiting = messages.filter((message) => !full.has(message.id));
    const keyOf =
      action.per === 'recipient_provider'
        ? await mailboxProviders(sql, waiting)
        : () => (action.per === 'sender' ? (senderId ?? '') : '');
    const groups = new Map<string, string[]>();
    for (const message of waiting) {
      const key = keyOf(message.address);
      const group = groups.get(key);
      if (group) group.push(message.id);
      else groups.set(key, [message.id]);
    }
    for (const [key, ids] of groups) {
      const granted = await take(sql, tenant, { id, messages: action.messages }, key, new Date(start), ids.length);
      for (const late of ids.slice(granted))
        full.set(late, { name, freesAt: new Date(start + windowMs).toISOString() });
    }
  }
  return full;
}
