import { and, asc, eq } from 'drizzle-orm';
import { contactImportChunks } from '@/db/schema';
import type { TxCtx } from '@/lib/platform/context';
import { SNIFF_BYTES, sniff, type Sniffed, type Told } from '../import/sniff';

/** Looks at the start of a stored file, and believes what a person told about it. Errors: invalid. */
export async function lookAt(
  ctx: TxCtx,
  { id, fileBytes }: { id: string; fileBytes: number },
  told: Told = {},
): Promise<Sniffed> {
  const [first] = await ctx.tx
    .select({ bytes: contactImportChunks.bytes })
    .from(contactImportChunks)
    .where(and(eq(contactImportChunks.tenantId, ctx.tenant), eq(contactImportChunks.importId, id)))
    .orderBy(asc(contactImportChunks.n))
    .limit(1);
  const head = (first?.bytes ?? Buffer.alloc(0)).subarray(0, SNIFF_BYTES);
  return sniff(head, head.length === fileBytes, told);
}
