import { and, eq } from 'drizzle-orm';
import { dkimKeys } from '@/db/schema';
import { query } from '@/lib/platform/command';
import { withTenant } from '@/lib/platform/db/tenant';
import { dnsResolver } from '@/lib/platform/names';
import { judgeRecords, recordName } from '../dkim/keys';
import { presentDkimKey } from '../present';
import { findDkimKey, type DkimRow } from '../queries';
import { DkimKeyEntry, DkimRef } from '../schema';
import type { DkimAlgorithm, RecordCheck } from '../vocabulary';

const absent = new Set(['ENOTFOUND', 'ENODATA', 'NXDOMAIN']);

/** Asks DNS, and begins or ends to sign by what it says; an answer that does not come changes nothing. */
export const checkDkimKey = query({
  name: 'dkim_keys.check',
  summary: 'Look whether DNS publishes a key; from then on it signs',
  access: 'settings:write',
  http: { method: 'POST', path: '/dkim-keys/{id}/check' },
  input: DkimRef,
  output: DkimKeyEntry,
  // DNS is asked between two transactions: none is held open for as long as it takes to answer.
  async hot(ctx, { id }) {
    const key = await withTenant(ctx, (tx) => findDkimKey(tx, id));
    const checkResult = await look(key);
    const now = ctx.clock.now();
    const publishedAt =
      checkResult === 'published' ? (key.publishedAt ?? now) : checkResult === 'unreachable' ? key.publishedAt : null;
    const row = await withTenant(ctx, async (tx) => {
      await tx.tx
        .update(dkimKeys)
        .set({ checkResult, checkedAt: now, publishedAt })
        .where(and(eq(dkimKeys.tenantId, ctx.tenant), eq(dkimKeys.id, id)));
      return findDkimKey(tx, id);
    });
    return presentDkimKey(row);
  },
});

async function look(key: DkimRow): Promise<RecordCheck> {
  try {
    const records = await dnsResolver({ timeout: 3000, tries: 2 }).resolveTxt(recordName(key));
    return judgeRecords(records, { algorithm: key.algorithm as DkimAlgorithm, publicKey: key.publicKey });
  } catch (error) {
    return absent.has((error as { code?: string }).code ?? '') ? 'missing' : 'unreachable';
  }
}
