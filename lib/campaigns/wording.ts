import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { TxCtx } from '@/lib/platform/context';

const Words = z.object({
  /** Position of the variant; null without variants. */
  variant: z.number().nullable(),
  /** The template version. */
  version: z.string(),
  /** As written: the variant's own, else the version's. */
  subject: z.string(),
  /** It is the variant's own, which all its versions are sent under. */
  own: z.boolean(),
});
export type Words = z.output<typeof Words>;

/** What an edit in a pause replaced, for all that was sent until then; kept in the audit log with the edit. */
export const Replaced = z.object({ until: z.iso.datetime(), was: z.array(Words) });
export type Replaced = z.output<typeof Replaced>;

/** What a campaign says now, by variant. */
export async function wordsOf(ctx: TxCtx, id: string): Promise<Words[]> {
  return z.array(Words).parse([
    ...(await ctx.tx.execute(sql`
      select v.position as variant, t.id as version, coalesce(v.subject, t.subject) as subject, v.subject is not null as own
      from campaigns c left join campaign_variants v on v.tenant_id = c.tenant_id and v.campaign_id = c.id
        join template_versions t on t.tenant_id = c.tenant_id and t.id = coalesce(v.template_version_id, c.template_version_id)
      where c.tenant_id = ${ctx.tenant} and c.id = ${id} order by v.position`)),
  ]);
}

const isSame = (a: Words, b: Words): boolean =>
  a.variant === b.variant && a.version === b.version && a.subject === b.subject;

/** Those of before that are not said any more. */
export const replaced = (before: readonly Words[], after: readonly Words[]): Words[] =>
  before.filter((one) => !after.some((other) => isSame(one, other)));

/** What was replaced while the campaign was paused, the earliest first; of edits before it was kept nothing is known. */
export async function replacedIn(ctx: TxCtx, id: string): Promise<Replaced[]> {
  const rows = await ctx.tx.execute<{ replaced: unknown }>(sql`
    select details->'replaced' as replaced from audit_logs
    where tenant_id = ${ctx.tenant} and entity_type = 'campaign' and entity_id = ${id} and action = 'campaigns.edit' and details ? 'replaced'
    order by (details #>> '{replaced,until}')::timestamptz`);
  return rows.map((row) => Replaced.parse(row.replaced));
}
