import { and, eq, isNull } from 'drizzle-orm';
import { templates, templateVersions } from '@/db/schema';
import type { TxCtx } from '@/lib/platform/context';

/** A template as it would be sent now; undefined when it was deleted. Read here: whoever may see campaigns may know. */
export async function newestVersion(ctx: TxCtx, templateId: string) {
  const [row] = await ctx.tx
    .select({ name: templates.name, version: templateVersions })
    .from(templates)
    .innerJoin(
      templateVersions,
      and(
        eq(templateVersions.tenantId, templates.tenantId),
        eq(templateVersions.templateId, templates.id),
        eq(templateVersions.version, templates.currentVersion),
      ),
    )
    .where(and(eq(templates.tenantId, ctx.tenant), eq(templates.id, templateId), isNull(templates.deletedAt)));
  return row;
}
