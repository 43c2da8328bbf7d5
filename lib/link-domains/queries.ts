import { eq } from 'drizzle-orm';
import { trackingDomains } from '@/db/schema';
import { config } from '@/lib/platform/config';
import type { TxCtx } from '@/lib/platform/context';
import { txtName, txtValue } from './check';
import type { LinkDomain } from './schema';

export type DomainRow = typeof trackingDomains.$inferSelect;

export async function findDomain(ctx: TxCtx): Promise<DomainRow | null> {
  const [row] = await ctx.tx.select().from(trackingDomains).where(eq(trackingDomains.tenantId, ctx.tenant));
  return row ?? null;
}

export function presentDomain(row: DomainRow | null): LinkDomain {
  const host = new URL(config().publicUrl).hostname;
  return {
    domain: row?.domain ?? null,
    verifiedAt: row?.verifiedAt?.toISOString() ?? null,
    checkedAt: row?.checkedAt?.toISOString() ?? null,
    problem: row?.problem ?? null,
    records: row
      ? [
          { type: 'CNAME', name: row.domain, value: host },
          { type: 'TXT', name: txtName(row.domain), value: txtValue(row.token) },
        ]
      : [],
    host,
  };
}
