import { and, eq, inArray } from 'drizzle-orm';
import { templateVersions } from '@/db/schema';
import type { TxCtx } from '@/lib/platform/context';
import { instrumentHtml } from '@/lib/tracking';

const mostNamed = 50;
const kept = 200;
/** A version never changes: what is in it is looked for once. */
const known = new Map<string, readonly string[]>();

/** The links of an HTML text whose clicks are not counted: their address differs from person to person. Each once. */
export const uncountedLinks = (html: string): string[] => [...new Set(instrumentHtml(html).untracked)];

/** Those of template versions of this tenant. */
export async function uncountedOf(
  ctx: TxCtx,
  versions: readonly string[],
): Promise<{ version: string; url: string }[]> {
  const keyOf = (version: string) => `${ctx.tenant} ${version}`;
  const found = new Map(
    versions.flatMap((version) => {
      const urls = known.get(keyOf(version));
      return urls ? [[version, urls] as const] : [];
    }),
  );
  const missing = versions.filter((version) => !found.has(version));
  if (missing.length > 0) {
    const rows = await ctx.tx
      .select({ id: templateVersions.id, html: templateVersions.bodyHtml })
      .from(templateVersions)
      .where(and(eq(templateVersions.tenantId, ctx.tenant), inArray(templateVersions.id, missing)));
    if (known.size + rows.length > kept) known.clear();
    for (const { id, html } of rows) {
      const urls = uncountedLinks(html);
      found.set(id, urls);
      known.set(keyOf(id), urls);
    }
  }
  return versions.flatMap((version) => (found.get(version) ?? []).map((url) => ({ version, url }))).slice(0, mostNamed);
}
