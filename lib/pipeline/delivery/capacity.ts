import type { Tags, TagsTx } from '@/db/client';
import type { Applied, GateRules } from '@/lib/compliance';
import { installation, isByProvider, type CapacityScope } from '@/lib/compliance/vocabulary';
import { wayNow, type WayNow } from '@/lib/sending';
import type { GateFacts } from '../gate';
import { giveBack, holderOf, take, type Late } from './capacity-windows';

type Full = NonNullable<GateFacts['capacity']>;
type Capacity = Applied<'capacity'>;

/** Empty for what is no mail address. */
const domainOf = (address: string): string =>
  address.includes('@') ? address.slice(address.lastIndexOf('@') + 1) : '';

/** What these addresses count for: a large provider, a domain that the rule names, all others as one, or (null) nothing; '' what is no mail. */
async function mailboxProviders(
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

/** Whose count falls to messages of nobody in particular, such as requests to confirm: mail leaves by the default sender. */
async function defaultSender(sql: Tags | TagsTx, tenant: string): Promise<string> {
  const [row] = await sql<
    { id: string }[]
  >`select id from senders where tenant_id = ${tenant} and is_default and deleted_at is null`;
  return row?.id ?? '';
}

/** As whom messages go out: counted for whom, and by which provider (null: what the installation has). */
export interface Leaving {
  senderId: string | null;
  way: string | null;
}

const whicheverTakes: WayNow = { way: null, tries: null };

/** Whether what is counted for a provider has to leave by it: a rule of the organisation's own counts by provider. */
export const bindsToProvider = ({ capacities }: GateRules): boolean =>
  capacities.some(({ action, builtIn }) => !builtIn && isByProvider(action.per));

/** The provider to be counted for, where a rule asks; what was counted for one leaves by no other. */
export async function wayFor(
  sql: Tags | TagsTx,
  tenant: string,
  { asking, capacities }: GateRules,
  now: Date,
): Promise<WayNow> {
  return capacities.some(({ action }) => isByProvider(action.per))
    ? wayNow(sql, tenant, asking.channel, now)
    : whicheverTakes;
}

/** What a rule counts each address for; null: nothing. */
export async function keysFor(
  sql: Tags | TagsTx,
  tenant: string,
  { action, builtIn }: Capacity,
  { asking }: GateRules,
  messages: readonly { address: string }[],
  { senderId, way }: Leaving,
): Promise<(address: string) => string | null> {
  // The installation's rules say nothing of the providers that organisations set up.
  if (builtIn && way !== null) return () => null;
  if (action.provider && action.provider !== (way ?? installation)) return () => null;
  if (action.per === 'recipient_provider') return mailboxProviders(sql, messages, action);
  if (action.per === 'provider') return () => way ?? installation;
  if (action.per === 'provider_and_recipient_provider') {
    const mailboxes = await mailboxProviders(sql, messages, action);
    return (address) => {
      const key = mailboxes(address);
      return key === null ? null : `${way ?? installation} ${key}`;
    };
  }
  if (action.per === 'organisation') return () => '';
  const sender = senderId ?? (asking.channel === 'email' ? await defaultSender(sql, tenant) : '');
  return () => sender;
}

const widths: Record<CapacityScope, number> = {
  ...{ provider_and_recipient_provider: 0, recipient_provider: 1, sender: 2, provider: 3, organisation: 4 },
};

/** Who finds no room in a narrow rule takes none of a wide one. One order for all workers: none waits for another in a circle. */
const narrowestFirst = (rules: readonly Capacity[]): Capacity[] =>
  rules.toSorted(
    ({ action: a, id }, { action: b, id: other }) =>
      widths[a.per] - widths[b.per] || a.messages / a.seconds - b.messages / b.seconds || (id < other ? -1 : 1),
  );

function groupsOf(
  messages: readonly { id: string; address: string }[],
  keyOf: (address: string) => string | null,
): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const { id, address } of messages) {
    const key = keyOf(address);
    if (key === null) continue;
    const group = groups.get(key);
    if (group) group.push(id);
    else groups.set(key, [id]);
  }
  return groups;
}

/** Whom one rule let pass, in one window, by key. */
interface Granted {
  holder: string;
  ruleId: string;
  start: Date;
  byKey: Map<string, string[]>;
}

/** What a rule took for messages that one after it had no room for. */
async function giveBackFor(sql: Tags | TagsTx, granted: readonly Granted[], full: Map<string, Full>) {
  for (const { holder, ruleId, start, byKey } of granted) {
    const vain = [...byKey].flatMap(([key, ids]) => {
      const count = ids.filter((id) => full.has(id)).length;
      return count > 0 ? [[key, count] as const] : [];
    });
    if (vain.length > 0) await giveBack(sql, holder, ruleId, new Map(vain), start);
  }
}

/**
 * Which of these messages find no room, and when there is some again: capacities count what is handed over, in windows that follow
 * each other, for the whole installation; who is late is spread over the windows to come. What is taken and not handed over after
 * all is lost to its window, unless another of the rules refused it.
 */
export async function withoutRoom(
  sql: Tags | TagsTx,
  tenant: string,
  rules: GateRules,
  messages: readonly { id: string; address: string }[],
  leaving: Leaving,
  now: Date,
  late: Late = 'come_again',
): Promise<Map<string, Full>> {
  const full = new Map<string, Full>();
  const granted: Granted[] = [];
  for (const rule of narrowestFirst(rules.capacities)) {
    const { id, name, action } = rule;
    const holder = holderOf(rule, tenant);
    const windowMs = action.seconds * 1000;
    const start = Math.floor(now.getTime() / windowMs) * windowMs;
    const waiting = messages.filter((message) => !full.has(message.id));
    const groups = groupsOf(waiting, await keysFor(sql, tenant, rule, rules, waiting, leaving));
    if (groups.size === 0) continue;
    const byKey = new Map<string, string[]>();
    for (const taken of await take(sql, holder, { id, ...action }, groups, new Date(start), late)) {
      const group = groups.get(taken.key) ?? [];
      byKey.set(taken.key, group.slice(0, taken.granted));
      for (const [place, message] of group.slice(taken.granted).entries()) {
        const windows = 1 + Math.floor((taken.ahead + place) / action.messages);
        full.set(message, { name, freesAt: new Date(start + windows * windowMs).toISOString() });
      }
    }
    granted.push({ holder, ruleId: id, start: new Date(start), byKey });
  }
  if (full.size > 0 && granted.length > 1) await giveBackFor(sql, granted, full);
  return full;
}
