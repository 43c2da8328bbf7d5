import { createHash } from 'node:crypto';
import type { TagsTx } from '@/db/client';
import { classifyHit, linkTokens, readShort, textTokens, trapLink } from '@/lib/tracking';
import { systemClock, type Clock } from '@/lib/platform/clock';
import { withTenantTags } from '@/lib/platform/db/tenant';
import { services, type Services } from '@/lib/platform/services';
import { feedbackContext } from './apply';
import { isForeignHost } from './host';
import { trap } from './judge';
import { recordFeedback, secondKey, type Feedback } from './record';

/** A request for a tracked link or a pixel, as the edge saw it. */
export interface Hit {
  token: string;
  method: string;
  userAgent: string | null;
  ip?: string | undefined;
  /** The name under which it came; a tenant's own domain serves nobody else's tokens. */
  host?: string | null;
}

/** Where a click leads: an address, or nowhere, since only a program follows a link that nobody sees. */
export interface Followed {
  url: string | null;
}

/** The click kept, and where its token leads. Null for a token that we did not make or whose link is gone. */
export async function followLink(
  hit: Hit,
  open: Services = services(),
  clock: Clock = systemClock,
): Promise<Followed | null> {
  const claim = linkTokens().verify(hit.token);
  if (claim?.kind !== 'click' || claim.link === undefined) return null;
  return follow({ ...claim, link: claim.link }, hit, open, clock);
}

/** The same for the link of a text. */
export async function followShort(
  hit: Hit,
  open: Services = services(),
  clock: Clock = systemClock,
): Promise<Followed | null> {
  const claim = await claimOf(hit.token, open, clock);
  return claim && follow(claim, hit, open, clock);
}

// Of one in doubt, and of one that a hit has settled: when its hand-over ended without an answer.
const handedOver = (sql: TagsTx) => sql`least(m.sent_at, m.finished_at)`;

interface Clicked {
  tenant: string;
  messageId: string;
  link: number;
}

/** Whose message a short link belongs to: it carries parts of tenant and id, and is signed over all of both. */
async function claimOf(token: string, open: Services, clock: Clock): Promise<Clicked | null> {
  const short = readShort(token);
  if (!short) return null;
  const tenants = await open.app.tags<{ id: string }[]>`select id from tenants_by_tag(${short.tag}) as t(id)`;
  for (const { id: tenant } of tenants) {
    const messages = await withTenantTags(
      feedbackContext(open, tenant, clock),
      (sql) =>
        sql<{ id: string }[]>`
          select id from pipeline_messages where tenant_id = ${tenant} and id between ${short.from}::uuid and ${short.to}::uuid limit 20`,
    );
    const found = messages.find(({ id }) => textTokens().verify(short, tenant, id));
    if (found) return { tenant, messageId: found.id, link: short.position };
  }
  return null;
}

async function follow({ tenant, messageId, link }: Clicked, hit: Hit, open: Services, clock: Clock) {
  const isTrap = link === trapLink;
  const ctx = feedbackContext(open, tenant, clock);
  const target = await withTenantTags(ctx, async (sql) => {
    if (await isForeignHost(sql, tenant, hit.host)) return null;
    const [row] = await sql<{ url: string | null; sent_at: Date | null }[]>`
      select l.url, ${handedOver(sql)} as sent_at from pipeline_messages m
      left join email_links l on l.tenant_id = m.tenant_id and l.template_version_id = m.template_version_id and l.position = ${link}
      where m.tenant_id = ${tenant} and m.id = ${messageId}`;
    if (isTrap) return row ? { url: null, sent_at: row.sent_at } : null;
    return row && /^https?:\/\//i.test(row.url ?? '') ? row : null;
  });
  if (!target) return null;
  const at = clock.now();
  const machine = isTrap ? 'honeypot' : machineReason('click', hit, target.sent_at, at);
  const place = isTrap ? trap : String(link);
  await keep(open, clock, tenant, {
    messageId,
    event: 'clicked',
    at,
    key: secondKey(`clicked:${place}:${clientOf(hit)}`, machine, at),
    machine,
    ...(target.url ? { detail: target.url } : {}),
    metadata: { link: place, ...seenBy(hit) },
  });
  return { url: target.url };
}

/** Keeps an open. False for a token that we did not make. */
export async function countOpen(hit: Hit, open: Services = services(), clock: Clock = systemClock): Promise<boolean> {
  const claim = linkTokens().verify(hit.token);
  if (claim?.kind !== 'pixel') return false;
  const { tenant, messageId } = claim;
  const at = clock.now();
  const message = await withTenantTags(feedbackContext(open, tenant, clock), async (sql) => {
    if (await isForeignHost(sql, tenant, hit.host)) return undefined;
    const [row] = await sql<
      { sent_at: Date | null }[]
    >`select ${handedOver(sql)} as sent_at from pipeline_messages m where tenant_id = ${tenant} and id = ${messageId}`;
    return row;
  });
  if (message) {
    const machine = machineReason('open', hit, message.sent_at, at);
    await keep(open, clock, tenant, {
      messageId,
      event: 'opened',
      at,
      key: secondKey(`opened:${clientOf(hit)}`, machine, at),
      machine,
      metadata: seenBy(hit),
    });
  }
  return true;
}

/** Tells apart who asks within one second: a gateway and the person behind it are two. */
const clientOf = ({ userAgent, ip }: Hit): string =>
  createHash('sha256').update(`${userAgent} ${ip}`).digest('base64url').slice(0, 8);
const seenBy = (hit: Hit) => ({ agent: hit.userAgent?.slice(0, 300) ?? null, ip: hit.ip ?? null });

function machineReason(kind: 'open' | 'click', hit: Hit, sentAt: Date | null, at: Date): string | null {
  const sinceSentMs = sentAt ? at.getTime() - sentAt.getTime() : 0;
  const verdict = classifyHit({
    kind,
    sinceSentMs,
    userAgent: hit.userAgent,
    ip: hit.ip ?? null,
    method: hit.method,
  });
  return verdict.machine ? verdict.reason : null;
}

// The person gets her page even when the count cannot be written.
async function keep(open: Services, clock: Clock, tenant: string, event: Feedback): Promise<void> {
  const ctx = feedbackContext(open, tenant, clock);
  await withTenantTags(ctx, (sql) => recordFeedback(sql, tenant, [event], clock.now())).catch((error: unknown) =>
    ctx.log.error({ err: error, messageId: event.messageId }, 'a hit was not kept'),
  );
}
