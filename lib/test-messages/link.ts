import { withTenant } from '@/lib/platform/db/tenant';
import { systemClock } from '@/lib/platform/clock';
import { recipientContext, type PublicCall } from '@/lib/preferences';
import { and, eq } from 'drizzle-orm';
import { testMessages } from '@/db/schema';
import { linkTokens } from '@/lib/tracking';

/** Whether a link was in a test: it belongs to nobody, and does nothing. */
export async function isTestLink(token: string, call: PublicCall = {}): Promise<boolean> {
  const claim = linkTokens().verify(token);
  if (!claim) return false;
  const { tenant, messageId } = claim;
  const rows = await withTenant(recipientContext(tenant, messageId, { clock: systemClock, ...call }), ({ tx }) =>
    tx
      .select({ id: testMessages.id })
      .from(testMessages)
      .where(and(eq(testMessages.tenantId, tenant), eq(testMessages.id, messageId))),
  );
  return rows.length > 0;
}
