import { and, eq, isNull } from 'drizzle-orm';
import { attributeDefinitions, templateVersions, templates } from '@/db/schema';
import type { TxCtx } from '@/lib/platform/context';
import { notFound } from '@/lib/platform/errors';

/** A template with one of its versions, the newest unless named; undefined when it was deleted. For whoever may see what uses it. */
export async function lookUpTemplate(ctx: TxCtx, id: string, version?: number) {
  const [row] = await ctx.tx
    .select({ template: templates, version: templateVersions })
    .from(templates)
    .innerJoin(
      templateVersions,
      and(
        eq(templateVersions.tenantId, templates.tenantId),
        eq(templateVersions.templateId, templates.id),
        eq(templateVersions.version, version ?? templates.currentVersion),
      ),
    )
    .where(and(eq(templates.tenantId, ctx.tenant), eq(templates.id, id), isNull(templates.deletedAt)));
  return row;
}

/** A version and its template, also of one that was deleted since: what was fixed is still sent. */
export async function lookUpVersion(ctx: TxCtx, versionId: string) {
  const [row] = await ctx.tx
    .select({ template: templates, version: templateVersions })
    .from(templateVersions)
    .innerJoin(
      templates,
      and(eq(templates.tenantId, templateVersions.tenantId), eq(templates.id, templateVersions.templateId)),
    )
    .where(and(eq(templateVersions.tenantId, ctx.tenant), eq(templateVersions.id, versionId)));
  return row;
}

/** As by `lookUpTemplate`; throws `not_found`. */
export async function findTemplate(ctx: TxCtx, id: string, version?: number) {
  const row = await lookUpTemplate(ctx, id, version);
  if (!row) throw notFound('template');
  return row;
}

/** Keys of the tenant's contact attributes, for telling an unknown variable from a known one. */
export async function attributeKeys(ctx: TxCtx): Promise<string[]> {
  const rows = await ctx.tx
    .select({ key: attributeDefinitions.key })
    .from(attributeDefinitions)
    .where(eq(attributeDefinitions.tenantId, ctx.tenant));
  return rows.map((row) => row.key);
}
