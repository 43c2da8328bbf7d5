import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm';
import { campaignVariants, templates, templateVersions } from '@/db/schema';
import type { TxCtx } from '@/lib/platform/context';
import { conflict, invalid } from '@/lib/platform/errors';
import { analyse, attributeKeys } from '@/lib/templates';
import type { Variant } from '../options';

export type VariantRow = typeof campaignVariants.$inferSelect;

const of = (ctx: TxCtx, campaignId: string) =>
  and(eq(campaignVariants.tenantId, ctx.tenant), eq(campaignVariants.campaignId, campaignId));

/** The variants of a campaign in their order; none is the usual case. */
export const variantsOf = (ctx: TxCtx, campaignId: string): Promise<VariantRow[]> =>
  ctx.tx.select().from(campaignVariants).where(of(ctx, campaignId)).orderBy(asc(campaignVariants.position));

/** Throws `invalid` when a subject cannot be read as Liquid. */
export function requireSubject(subject: string | null | undefined, field: string): void {
  if (!subject) return;
  const wrong = analyse({ subject, html: '', text: '' }).problems.find((p) => p.kind !== 'unknown-variable');
  if (wrong) throw invalid(`The subject "${subject}" cannot be used: ${wrong.message}`, { [field]: wrong.message });
}

/** Variables of a variant's own subject that nobody fills, a sentence each: it may be sent so, with a gap. */
export async function subjectGaps(ctx: TxCtx, subject: string | null | undefined): Promise<string[]> {
  if (!subject) return [];
  const { problems } = analyse({ subject, html: '', text: '' }, await attributeKeys(ctx));
  const gaps = problems.filter((p) => p.kind === 'unknown-variable').map((p) => p.message);
  return [...new Set(gaps)].map((gap) => `Its subject will have a gap. ${gap} Edit it again before you resume.`);
}

/** Replaces the variants of a draft. Throws `invalid` when a template does not exist or is for another channel, or a subject cannot be read. */
export async function setVariants(
  ctx: TxCtx,
  campaignId: string,
  channel: string,
  variants: readonly Variant[],
): Promise<void> {
  const wanted = [...new Set(variants.map((v) => v.templateId))];
  const known = wanted.length
    ? await ctx.tx
        .select({ id: templates.id, channel: templates.channel })
        .from(templates)
        .where(and(eq(templates.tenantId, ctx.tenant), inArray(templates.id, wanted), isNull(templates.deletedAt)))
    : [];
  for (const [i, variant] of variants.entries()) {
    const template = known.find((t) => t.id === variant.templateId);
    if (!template)
      throw invalid(`The template of variant "${variant.name}" does not exist. Choose one of your templates.`, {
        [`variants.${i}.templateId`]: 'does not exist',
      });
    if (template.channel !== channel)
      throw invalid(
        `The template of variant "${variant.name}" is for ${template.channel}, the campaign for ${channel}. Choose another one for it.`,
        { [`variants.${i}.templateId`]: `is for ${template.channel}` },
      );
    requireSubject(variant.subject, `variants.${i}.subject`);
  }
  await ctx.tx.delete(campaignVariants).where(of(ctx, campaignId));
  if (variants.length === 0) return;
  await ctx.tx.insert(campaignVariants).values(
    variants.map((variant, position) => ({
      ...{ tenantId: ctx.tenant, campaignId, position, name: variant.name, templateId: variant.templateId },
      ...{ subject: variant.subject, weight: variant.weight, createdAt: ctx.clock.now() },
    })),
  );
}

/** Fixes what each variant says: the newest version of its template. Throws `conflict` naming one whose template is gone. */
export async function pinVariants(ctx: TxCtx, campaignId: string): Promise<VariantRow[]> {
  const variants = await variantsOf(ctx, campaignId);
  if (variants.length === 0) return variants;
  await ctx.tx.execute(sql`
    update campaign_variants v set template_version_id = tv.id
    from ${templates} t join ${templateVersions} tv on tv.tenant_id = t.tenant_id and tv.template_id = t.id and tv.version = t.current_version
    where v.tenant_id = ${ctx.tenant} and v.campaign_id = ${campaignId} and t.tenant_id = v.tenant_id and t.id = v.template_id and t.deleted_at is null`);
  const pinned = await variantsOf(ctx, campaignId);
  const gone = pinned.find((v) => v.templateVersionId === null);
  if (gone)
    throw conflict(`The template of variant "${gone.name}" was deleted. Choose another one for it.`, {
      variants: 'name a deleted template',
    });
  return pinned;
}
