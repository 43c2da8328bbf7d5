import type { TagsTx } from '@/db/client';
import { feedbackContext } from '@/lib/feedback';
import { linkTokens } from '@/lib/tracking';
import { systemClock, type Clock } from '@/lib/platform/clock';
import type { Ctx } from '@/lib/platform/context';
import { withTenantTags } from '@/lib/platform/db/tenant';
import { notFound } from '@/lib/platform/errors';
import { services, type Services } from '@/lib/platform/services';

/** What a public call may be told of its surroundings; all optional. */
export interface PublicCall {
  services?: Services;
  clock?: Clock;
  requestId?: string;
  ip?: string | undefined;
}

export interface LinkTx {
  sql: TagsTx;
  ctx: Ctx;
  tenant: string;
  messageId: string;
  now: Date;
}

/** As who got a message: nobody is signed in. */
export function recipientContext(tenant: string, messageId: string, call: PublicCall = {}): Ctx {
  const base = feedbackContext(call.services ?? services(), tenant, call.clock ?? systemClock);
  return {
    ...base,
    actor: { kind: 'public', id: messageId, name: 'recipient' },
    requestId: call.requestId ?? base.requestId,
    ...(call.ip ? { ip: call.ip } : {}),
  };
}

/** Whose message an unsubscribe or preferences link is of. Throws `not_found` for any other token. */
export function claimOf(token: string): { tenant: string; messageId: string } {
  const claim = linkTokens().verify(token);
  if (claim?.kind !== 'unsubscribe' && claim?.kind !== 'preferences') throw notFound('link');
  return claim;
}

/**
 * Runs `fn` as the bearer of an unsubscribe or preferences link: nobody is signed in, and the signed token says whose
 * message it is. Throws `not_found` for any other token.
 */
export async function asRecipient<T>(token: string, call: PublicCall, fn: (link: LinkTx) => Promise<T>): Promise<T> {
  const { tenant, messageId } = claimOf(token);
  const clock = call.clock ?? systemClock;
  const ctx = recipientContext(tenant, messageId, { ...call, clock });
  return withTenantTags(ctx, (sql) => fn({ sql, ctx, tenant, messageId, now: clock.now() }));
}

/** The audit row of what a recipient did by a link. */
export async function auditLink(
  { sql, ctx, tenant, messageId, now }: LinkTx,
  action: string,
  details: Record<string, string | boolean>,
): Promise<void> {
  await sql`
    insert into audit_logs (tenant_id, action, actor_type, actor_id, entity_type, entity_id, details, request_id, ip, occurred_at)
    values (${tenant}, ${action}, 'public', ${`public:${messageId}`}, 'message', ${messageId}, ${sql.json(details)}, ${ctx.requestId}, ${ctx.ip ?? null}, ${now})`;
}
