import { and, asc, eq, inArray } from 'drizzle-orm';
import { templates, templateVersions } from '@/db/schema';
import type { TxCtx } from '@/lib/platform/context';
import type { ReportMessage } from './schema';

export type KnownMessage = ReportMessage & { subject: string };

interface Sent {
  variants: readonly { position: number; name: string; templateVersionId: string | null }[];
  parts: readonly { variant: number | null; version: string }[];
}

/** What to call each of these template versions: its template, the variants it was sent as or is made for, and its subject; in the order of the variants. */
export async function messagesOf(
  ctx: TxCtx,
  versions: readonly string[],
  { variants, parts }: Sent,
): Promise<KnownMessage[]> {
  if (versions.length === 0) return [];
  const rows = await ctx.tx
    .select({
      version: templateVersions.id,
      templateName: templates.name,
      templateVersion: templateVersions.version,
      subject: templateVersions.subject,
    })
    .from(templateVersions)
    .innerJoin(
      templates,
      and(eq(templates.tenantId, templateVersions.tenantId), eq(templates.id, templateVersions.templateId)),
    )
    .where(and(eq(templateVersions.tenantId, ctx.tenant), inArray(templateVersions.id, [...versions])))
    .orderBy(asc(templateVersions.version));
  const sentAs = (position: number, version: string) =>
    parts.some((part) => part.variant === position && part.version === version);
  const found = rows.map((row) => {
    const mine = variants.filter((one) => one.templateVersionId === row.version || sentAs(one.position, row.version));
    return { first: mine[0]?.position ?? variants.length, message: { ...row, variants: mine.map(({ name }) => name) } };
  });
  return found.sort((a, b) => a.first - b.first).map(({ message }) => message);
}
