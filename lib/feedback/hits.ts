import { classifyHit, linkTokens } from '@/lib/tracking';
import { systemClock, type Clock } from '@/lib/platform/clock';
import { withTenantTags } from '@/lib/platform/db/tenant';
import { services, type Services } from '@/lib/platform/services';
import { feedbackContext } from './apply';
import { recordFeedback, secondKey, type Feedback } from './record';

/** A request for a tracked link or a pixel, as the edge saw it. */
export interface Hit {
  token: string;
  method: string;
  userAgent: string | null;
  ip?: string | undefined;
}

const siblingSeconds = 5;

/** Where a click's token leads, and the click kept. Null for a token that we did not make or whose link is gone. */
export async function followLink(
  hit: Hit,
  open: Services = services(),
  clock: Clock = systemClock,
): Promise<string | null> {
  const claim = linkTokens().verify(hit.token);
  if (claim?.kind !== 'click' || claim.link === undefined) return null;
  const { tenant, messageId, link } = claim;
  const ctx = feedbackContext(open, tenant, clock);
  const target = await withTenantTags(ctx, async (sql) => {
    const [row] = await sql<{ url: string; sent_at: Date | null; siblings: number }[]>`
      select l.url, m.sent_at, (select count(distinct g.metadata->>'link')::int from pipeline_delivery_logs g where g.tenant_id = m.tenant_id and g.message_id = m.id and g.event = 'clicked'
        and g.occurred_at > ${clock.now()}::timestamptz - make_interval(secs => ${siblingSeconds}) and g.metadata->>'link' <> ${String(link)}) as siblings
      from pipeline_messages m join email_links l on l.tenant_id = m.tenant_id and l.template_version_id = m.template_version_id and l.position = ${link}
      where m.tenant_id = ${tenant} and m.id = ${messageId}`;
    return row && /^https?:\/\//i.test(row.url) ? row : null;
  });
  if (!target) return null;
  const at = clock.now();
  const machine = machineReason('click', hit, target.sent_at, at, target.siblings);
  await keep(open, clock, tenant, {
    messageId,
    event: 'clicked',
    at,
    key: secondKey(`clicked:${link}`, machine, at),
    machine,
    detail: target.url,
    metadata: { link: String(link), ...seenBy(hit) },
  });
  return target.url;
}

/** Keeps an open. False for a token that we did not make. */
export async function countOpen(hit: Hit, open: Services = services(), clock: Clock = systemClock): Promise<boolean> {
  const claim = linkTokens().verify(hit.token);
  if (claim?.kind !== 'pixel') return false;
  const { tenant, messageId } = claim;
  const at = clock.now();
  const [message] = await withTenantTags(
    feedbackContext(open, tenant, clock),
    (sql) =>
      sql<
        { sent_at: Date | null }[]
      >`select sent_at from pipeline_messages where tenant_id = ${tenant} and id = ${messageId}`,
  );
  if (message)
    await keep(open, clock, tenant, {
      messageId,
      event: 'opened',
      at,
      machine: machineReason('open', hit, message.sent_at, at, 0),
      metadata: seenBy(hit),
    });
  return true;
}

const seenBy = (hit: Hit) => ({ agent: hit.userAgent?.slice(0, 300) ?? null, ip: hit.ip ?? null });

function machineReason(
  kind: 'open' | 'click',
  hit: Hit,
  sentAt: Date | null,
  at: Date,
  siblingHits: number,
): string | null {
  const sinceSentMs = sentAt ? at.getTime() - sentAt.getTime() : 0;
  const verdict = classifyHit({
    kind,
    sinceSentMs,
    userAgent: hit.userAgent,
    ip: hit.ip ?? null,
    method: hit.method,
    siblingHits,
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
