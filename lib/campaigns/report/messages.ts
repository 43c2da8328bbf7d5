import { and, asc, eq, inArray } from 'drizzle-orm';
import { campaignVariants, templates, templateVersions } from '@/db/schema';
import type { TxCtx } from '@/lib/platform/context';
import type { ReportMessage } from './schema';

export type KnownMessage = ReportMessage & { subject: string };

/** What to call each of these template versions in this campaign: its template, the variants made from it, and its subject. */
export async function messagesOf(ctx: TxCtx, id: string, versions: readonly string[]): Promise<KnownMessage[]> {
  if (versions.length === 0) return [];
  const rows = await ctx.tx
    .select({
      version: templateVersions.id,
      templateName: templates.name,
      templateVersion: templateVersions.version,
      subject: templateVersions.subject,
      variant: campaignVariants.name,
    })
    .from(templateVersions)
    .innerJoin(
      templates,
      and(eq(templates.tenantId, templateVersions.tenantId), eq(templates.id, templateVersions.templateId)),
    )
    .leftJoin(
      campaignVariants,
      and(
        eq(campaignVariants.tenantId, templateVersions.tenantId),
        eq(campaignVariants.campaignId, id),
        eq(campaignVariants.templateVersionId, templateVersions.id),
      ),
    )
    .where(and(eq(templateVersions.tenantId, ctx.tenant), inArray(templateVersions.id, [...versions])))
    .orderBy(asc(campaignVariants.position), asc(templateVersions.version));
  const found = new Map<string, KnownMessage>();
  for (const { variant, ...message } of rows) {
    const one = found.get(message.version) ?? { ...message, variants: [] };
    if (variant !== null) one.variants.push(variant);
    found.set(message.version, one);
  }
  return [...found.values()];
}
