import { and, eq, inArray } from 'drizzle-orm';
import { templateVersions } from '@/db/schema';
import type { TxCtx } from '@/lib/platform/context';
import type { ApprovedTemplate, PushParts } from '@/lib/templates/vocabulary';
import { instrumentHtml, instrumentText } from '@/lib/tracking';

const mostNamed = 50;
const kept = 200;
/** A version never changes: what is in it is looked for once. */
const known = new Map<string, readonly string[]>();

interface Written {
  html: string;
  text: string;
  approved?: ApprovedTemplate | null | undefined;
  push?: PushParts | null | undefined;
}

/** The links of a template whose clicks are not counted: their address differs from person to person. Each once. */
export function uncountedLinks({ html, text, approved, push }: Written, channel: string): string[] {
  if (channel === 'email') return [...new Set(instrumentHtml(html).untracked)];
  // Programs read JSON: its addresses are nobody's clicks.
  if (channel === 'webhook') return [];
  if (channel === 'push') return instrumentText(push?.url ?? '').untracked;
  return [...new Set((approved?.parameters ?? [text]).flatMap((each) => instrumentText(each).untracked))];
}

/** Those of template versions of this tenant, all of one channel. */
export async function uncountedOf(
  ctx: TxCtx,
  versions: readonly string[],
  channel: string,
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
      .select({
        id: templateVersions.id,
        html: templateVersions.bodyHtml,
        text: templateVersions.body,
        approved: templateVersions.approved,
        push: templateVersions.push,
      })
      .from(templateVersions)
      .where(and(eq(templateVersions.tenantId, ctx.tenant), inArray(templateVersions.id, missing)));
    if (known.size + rows.length > kept) known.clear();
    for (const { id, ...written } of rows) {
      const urls = uncountedLinks(written, channel);
      found.set(id, urls);
      known.set(keyOf(id), urls);
    }
  }
  return versions.flatMap((version) => (found.get(version) ?? []).map((url) => ({ version, url }))).slice(0, mostNamed);
}
