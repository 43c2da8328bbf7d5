import { createHash } from 'node:crypto';
import type { Tags, TagsTx } from '@/db/client';
import { config } from '@/lib/platform/config';
import { invalid } from '@/lib/platform/errors';
import { assertPublicHost } from '@/lib/platform/outbound';
import { pushKeys } from './keys';
import { mostBrowsers, mostEnded } from './vocabulary';

type Sql = Tags | TagsTx;

const hashOf = (endpoint: string): Buffer => createHash('sha256').update(endpoint).digest();

/** The VAPID key that browsers of an organisation are asked with: that of its first provider; null: it has none. */
export async function pushKeyOf(sql: Sql, tenant: string): Promise<string | null> {
  const [row] = await sql<{ key: string | null }[]>`${pushKeys(sql, tenant)} limit 1`;
  return row?.key || null;
}

/** Browsers that a provider of ours can write to now, as the gate counts them. */
const isOurs = (sql: Sql, tenant: string) => sql`application_key in (${pushKeys(sql, tenant)})`;

/** SHA-256 of the endpoints to which messages go, in hex: with it a browser finds itself among them. */
export async function liveBrowsers(sql: Sql, tenant: string, contactId: string): Promise<string[]> {
  const rows = await sql<{ hash: string }[]>`
    select encode(endpoint_hash, 'hex') as hash from push_subscriptions
    where tenant_id = ${tenant} and contact_id = ${contactId} and ${isOurs(sql, tenant)} and ended_at is null order by id`;
  return rows.map(({ hash }) => hash);
}

/** Where a browser takes messages, and what encrypts for it. */
interface BrowserSubscription {
  endpoint: string;
  p256dh: string;
  auth: string;
}

interface Allowed {
  contactId: string;
  subscription: BrowserSubscription;
  key: string;
  userAgent: string | null;
  now: Date;
}

/** To whoever shows it, in words for them: the operator's settings are none of theirs. */
function requirePublic(hostname: string): void {
  try {
    assertPublicHost(hostname, 'endpoint');
  } catch {
    throw invalid('This browser’s push service is not on the public internet. Turn notifications on in another one.', {
      endpoint: 'leads into a private network',
    });
  }
}

/**
 * Keeps a browser as this person's; one that they have already is kept up to date, without a row more; whoever had it before has it no more, and the oldest of too many ends. The contact's row is
 * locked by the caller. Returns its id. Throws `invalid`.
 */
export async function keepBrowser(sql: TagsTx, tenant: string, allowed: Allowed): Promise<string> {
  const { contactId, key, userAgent, now } = allowed;
  const { endpoint, p256dh, auth } = allowed.subscription;
  const { protocol, hostname } = new URL(endpoint);
  requirePublic(hostname);
  if (protocol !== 'https:' && !config().privateTargets)
    throw invalid('The endpoint of a subscription must begin with https://.', { endpoint: 'must begin with https://' });
  const agent = userAgent?.slice(0, 300) ?? null;
  const [held] = await sql<{ id: string }[]>`
    update push_subscriptions set p256dh = ${p256dh}, auth = ${auth}, user_agent = ${agent}
    where tenant_id = ${tenant} and endpoint_hash = ${hashOf(endpoint)} and contact_id = ${contactId} and application_key = ${key} and ended_at is null returning id`;
  if (held) return held.id;
  await sql`
    update push_subscriptions set ended_at = ${now}, end_reason = 'replaced'
    where tenant_id = ${tenant} and endpoint_hash = ${hashOf(endpoint)} and ended_at is null`;
  const [row] = await sql<{ id: string }[]>`
    insert into push_subscriptions (tenant_id, contact_id, endpoint, endpoint_hash, p256dh, auth, application_key, user_agent, created_at)
    values (${tenant}, ${contactId}, ${endpoint}, ${hashOf(endpoint)}, ${p256dh}, ${auth}, ${key}, ${agent}, ${now}) returning id`;
  if (!row) throw new Error('The insert returned no row.');
  await sql`
    update push_subscriptions set ended_at = ${now}, end_reason = 'replaced' where tenant_id = ${tenant} and id in (
      select id from push_subscriptions where tenant_id = ${tenant} and contact_id = ${contactId} and ended_at is null order by id desc offset ${mostBrowsers})`;
  await sql`
    delete from push_subscriptions where tenant_id = ${tenant} and id in (
      select id from push_subscriptions where tenant_id = ${tenant} and contact_id = ${contactId} and ended_at is not null order by id desc offset ${mostEnded})`;
  return row.id;
}

/** Ends all browsers of a person, of every key: they left notifications. */
export async function endBrowsers(
  sql: TagsTx,
  tenant: string,
  { contactId, now }: { contactId: string; now: Date },
): Promise<void> {
  await sql`
    update push_subscriptions set ended_at = ${now}, end_reason = 'turned_off' where tenant_id = ${tenant} and contact_id = ${contactId} and ended_at is null`;
}

/** Ends a browser that its person turned off; tells whether it was one, and how many are left. What is not theirs stays. */
export async function turnOffBrowser(
  sql: TagsTx,
  tenant: string,
  { contactId, endpoint, now }: { contactId: string; endpoint: string; now: Date },
): Promise<{ ended: boolean; left: number }> {
  const ended = await sql`
    update push_subscriptions set ended_at = ${now}, end_reason = 'turned_off'
    where tenant_id = ${tenant} and contact_id = ${contactId} and endpoint_hash = ${hashOf(endpoint)} and ended_at is null returning id`;
  const [row] = await sql<{ left: number }[]>`
    select count(*)::int as left from push_subscriptions where tenant_id = ${tenant} and contact_id = ${contactId} and ${isOurs(sql, tenant)} and ended_at is null`;
  return { ended: ended.length > 0, left: row?.left ?? 0 };
}

/** A browser to which a message goes, with what encrypts for it. */
export interface Browser extends BrowserSubscription {
  id: string;
  contactId: string;
  messageId: string;
}

/** The browsers of those who get these messages, as far as this key can write to them. Looked up (offset 0), whatever the statistics say. */
export const browsersOf = (sql: Sql, tenant: string, messageIds: readonly string[], key: string): Promise<Browser[]> =>
  sql<Browser[]>`
    select s.id, m.contact_id as "contactId", wanted.id as "messageId", s.endpoint, s.p256dh, s.auth
    from unnest(${messageIds as string[]}::uuid[]) as wanted(id)
    cross join lateral (select m.contact_id from pipeline_messages m where m.tenant_id = ${tenant} and m.id = wanted.id offset 0) m
    cross join lateral (select s.id, s.endpoint, s.p256dh, s.auth from push_subscriptions s
      where s.tenant_id = ${tenant} and s.contact_id = m.contact_id and s.application_key = ${key} and s.ended_at is null offset 0) s`;

/** Notes what push services said: who took a message, and which browsers are gone for good. */
export async function noteBrowsers(
  sql: Sql,
  tenant: string,
  { took, gone, now }: { took: readonly string[]; gone: readonly string[]; now: Date },
): Promise<void> {
  if (took.length > 0)
    await sql`update push_subscriptions set last_ok_at = ${now} where tenant_id = ${tenant} and id = any(${took as string[]}::uuid[])`;
  if (gone.length > 0)
    await sql`
      update push_subscriptions set ended_at = ${now}, end_reason = 'gone' where tenant_id = ${tenant} and id = any(${gone as string[]}::uuid[]) and ended_at is null`;
}
