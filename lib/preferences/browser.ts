import { changeConsent } from '@/lib/feedback';
import { purposes } from '@/lib/contacts/vocabulary';
import { closedTo } from '@/lib/pipeline';
import { parseInput } from '@/lib/platform/command';
import { systemClock } from '@/lib/platform/clock';
import { conflict } from '@/lib/platform/errors';
import { throttle } from '@/lib/platform/limits/throttle';
import { services } from '@/lib/platform/services';
import { endBrowsers, keepBrowser, liveBrowsers, pushKeyOf, turnOffBrowser } from '@/lib/push';
import { asRecipient, auditLink, claimOf, type LinkTx, type PublicCall } from './link';
import { holdRecipient, recipientOf } from './recipient';
import { BrowserAllowed, BrowserTurnedOff, type Browsers } from './schema';

type From = PublicCall & { userAgent?: string | null };

const hour = 60 * 60;
/** By one link, and from one address: behind it may be a whole campus. */
const mostChanges = { link: { points: 100, seconds: hour }, address: { points: 500, seconds: hour } };

/** Before anything is read or written; whoever leaves is not kept from it by others at their address. Throws `not_found`, and `rate_limited` with the wait. */
async function throttleChanges(token: string, call: From, leaves = false): Promise<void> {
  const { ip, services: open = services(), clock = systemClock } = call;
  const { tenant, messageId } = claimOf(token);
  await throttle(open.limits, `notifications:link:${tenant}:${messageId}`, mostChanges.link, clock);
  // What the link's own limit refuses uses up nothing of its neighbours'.
  if (ip && !leaves) await throttle(open.limits, `notifications:ip:${ip}`, mostChanges.address, clock);
}

async function shownOf(link: LinkTx, contactId: string): Promise<Browsers> {
  const { sql, tenant } = link;
  const key = await pushKeyOf(sql, tenant);
  if (!key) return { scope: tenant, key: null, live: [], isClosed: false, isAnew: false };
  const isClosed = (await closedTo(sql, tenant, contactId, 'push')) !== null;
  // Who left notifications as a whole gets them in no browser, whichever are known.
  const live = !isClosed && (await isWanted(link, contactId)) ? await liveBrowsers(sql, tenant, contactId) : [];
  return { scope: tenant, key, live, isClosed, isAnew: await hasLeft(link, contactId) };
}

/** Whether they want anything by notification, be it one topic alone. */
async function isWanted({ sql, tenant }: LinkTx, contactId: string): Promise<boolean> {
  const said = await sql`
    select 1 from contact_consent_state where tenant_id = ${tenant} and contact_id = ${contactId} and channel = 'push' and granted
    union all select 1 from contact_topic_state where tenant_id = ${tenant} and contact_id = ${contactId} and channel = 'push' and granted limit 1`;
  return said.length > 0;
}

/** Whether something that allowing a browser grants was left before. */
async function hasLeft({ sql, tenant }: LinkTx, contactId: string): Promise<boolean> {
  const said = await sql`
    select 1 from contact_consent_state
    where tenant_id = ${tenant} and contact_id = ${contactId} and channel = 'push' and purpose = any(${[...purposes]}::text[]) and not granted limit 1`;
  return said.length > 0;
}

/** In which browsers the bearer of the link gets notifications; changes nothing. Throws `not_found`. */
export const browsers = (token: string, call: PublicCall = {}): Promise<Browsers> =>
  asRecipient(token, call, async (link) => shownOf(link, (await recipientOf(link)).contactId));

async function say(link: LinkTx, contactId: string, granted: boolean, evidence: Record<string, string>): Promise<void> {
  const { sql, tenant, messageId, now: at } = link;
  const detail = granted ? 'Allowed notifications in a browser' : 'Turned notifications off in their last browser';
  for (const purpose of purposes)
    await changeConsent(sql, tenant, {
      ...{ contactId, channel: 'push', purpose, granted, source: 'preference_page', detail, evidence, at },
      actor: `public:${messageId}`,
    });
}

/**
 * The bearer of the link allowed notifications in this browser: it is kept, and the consent written with what proves it. Throws
 * `not_found`, `invalid`, `rate_limited`, and `conflict` where notifications are closed to them or the organisation has none.
 */
export async function allowBrowser(token: string, input: BrowserAllowed, call: From = {}): Promise<Browsers> {
  await throttleChanges(token, call);
  const { key, ...subscription } = parseInput(BrowserAllowed, input);
  return asRecipient(token, call, async (link) => {
    const { sql, tenant, now } = link;
    const { contactId } = await holdRecipient(link);
    const before = await shownOf(link, contactId);
    if (before.key !== key)
      throw conflict(
        'Notifications were set up anew since this page was opened. Open it again, and turn them on there.',
      );
    if (before.isClosed)
      throw conflict(
        'You are not sent notifications. Ask the organisation to write to you again, then turn them on here.',
      );
    // What they left comes back in no browser but the one in which they ask for it.
    if (before.isAnew) await endBrowsers(sql, tenant, { contactId, now });
    const userAgent = call.userAgent ?? null;
    const id = await keepBrowser(sql, tenant, { contactId, subscription, key, userAgent, now });
    await say(link, contactId, true, {
      ...{ subscription: id, service: new URL(subscription.endpoint).host },
      ...(userAgent ? { userAgent: userAgent.slice(0, 300) } : {}),
      ...(call.ip ? { ip: call.ip } : {}),
    });
    await auditLink(link, 'preferences.browser_allowed', { subscription: id });
    return shownOf(link, contactId);
  });
}

/** The bearer of the link wants no notifications in this browser; with the last one goes the consent. Throws `not_found` and `rate_limited`. */
export async function turnOff(token: string, input: BrowserTurnedOff, call: From = {}): Promise<Browsers> {
  await throttleChanges(token, call, true);
  const { endpoint } = parseInput(BrowserTurnedOff, input);
  return asRecipient(token, call, async (link) => {
    const { sql, tenant, now } = link;
    const { contactId } = await holdRecipient(link);
    const { ended, left } = await turnOffBrowser(sql, tenant, { contactId, endpoint, now });
    if (ended && left === 0) await say(link, contactId, false, {});
    if (ended) await auditLink(link, 'preferences.browser_turned_off', {});
    return shownOf(link, contactId);
  });
}
