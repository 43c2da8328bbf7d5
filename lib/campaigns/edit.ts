import { and, eq, sql } from 'drizzle-orm';
import { campaigns, campaignVariants } from '@/db/schema';
import { command, type CommandCtx } from '@/lib/platform/command';
import { conflict, invalid } from '@/lib/platform/errors';
import { lookUpTemplate, lookUpVersion } from '@/lib/templates';
import { givenText, type Given } from './edited';
import { CampaignEdit, CampaignEdited } from './options';
import { named } from './preflight/content';
import { findCampaign, type CampaignRow } from './queries';
import { cameBackSql, toDecideSql, undecidedSql } from '@/lib/pipeline';
import { nextSender } from './sender';
import { requireSubject, subjectGaps, variantsOf, type VariantRow } from './variants/store';
import { replaced, wordsOf, type Replaced } from './wording';
import { campaignFact, changeCampaign, requireStatus } from './write';

type Edit = ReturnType<typeof CampaignEdit.parse>;

async function newest(ctx: CommandCtx, templateId: string, field: string) {
  const row = await lookUpTemplate(ctx, templateId);
  if (!row) throw invalid('There is no such template. Choose one of your templates.', { [field]: 'does not exist' });
  return { id: row.version.id, version: row.version.version, name: row.template.name, subject: row.version.subject };
}

const isSenderAlone = ({ senderId, ...rest }: Edit): boolean =>
  senderId !== undefined && Object.entries(rest).every(([name, given]) => name === 'id' || given === undefined);

const handsMs = 3000;

/**
 * Until workers have put down what they held when the campaign was paused, within a second or so; what a server is slow to answer
 * for is not waited for, and keeps what it says.
 */
async function handsEmpty(ctx: CommandCtx, id: string): Promise<void> {
  const until = performance.now() + handsMs;
  for (;;) {
    const [held] = await ctx.tx.execute(
      sql`select 1 from pipeline_claims where tenant_id = ${ctx.tenant} and lane_id = ${id} limit 1`,
    );
    if (!held || performance.now() > until) return;
    await new Promise((done) => setTimeout(done, 100));
  }
}

/**
 * Gives who did not get anything yet this version, and who failed and may be tried again; tells how many of each there are, without
 * those whose address is gone, and how many keep what they have. Failed ones are taken in the order of who discards or retries them.
 */
async function give(ctx: CommandCtx, id: string, versionId: string, variant: number | null): Promise<Given> {
  const mine = sql`m.tenant_id = ${ctx.tenant} and m.source_type = 'campaign' and m.source_id = ${id}`;
  const whose = sql`${mine} and m.variant is not distinct from ${variant}::smallint`;
  const [counts] = await ctx.tx.execute<Given & Record<string, unknown>>(sql`
    with failed as materialized (
      select m.id, ${toDecideSql} as promised from pipeline_messages m
      where ${whose} and ${undecidedSql} and not ${cameBackSql(ctx.tenant, sql`m.id`)} order by m.contact_id for update),
    open as materialized (
      select message_id as id, true as waits, false as promised from pipeline_queue where tenant_id = ${ctx.tenant} and lane_id = ${id}
      union all select m.id, true, false from pipeline_messages m where ${mine} and m.rare_status = 'planned'
      union all select id, false, promised from failed),
    given as (update pipeline_messages m set template_version_id = ${versionId} from open
      where ${whose} and m.id = open.id and m.template_version_id is distinct from ${versionId}::uuid)
    select count(*) filter (where open.waits)::int as open, count(*) filter (where open.promised)::int as failed,
      count(*) filter (where open.id is null and m.status not in ('skipped', 'failed'))::int as kept
    from pipeline_messages m left join open on open.id = m.id where ${whose}`);
  return counts ?? { open: 0, failed: 0, kept: 0 };
}

/** With those who wait for the winner: they get it if this variant is chosen, and for sure once it is. */
async function withWaiting(ctx: CommandCtx, row: CampaignRow, variant: VariantRow, given: Given): Promise<Given> {
  if (row.decidedAt && !variant.isWinner) return given;
  const [counts] = await ctx.tx.execute<{ n: number }>(sql`
    select count(*)::int as n from pipeline_messages
    where tenant_id = ${ctx.tenant} and source_type = 'campaign' and source_id = ${row.id} and rare_status = 'planned'`);
  const waiting = counts?.n ?? 0;
  return variant.isWinner ? { ...given, open: given.open + waiting } : { ...given, ifItWins: waiting };
}

async function editTemplate(ctx: CommandCtx, row: CampaignRow, edit: Edit): Promise<string[]> {
  const version = await newest(ctx, edit.templateId ?? row.templateId, 'templateId');
  await ctx.tx
    .update(campaigns)
    .set({ templateId: edit.templateId ?? row.templateId, templateVersionId: version.id })
    .where(and(eq(campaigns.tenantId, ctx.tenant), eq(campaigns.id, row.id)));
  return givenText(await give(ctx, row.id, version.id, null), {
    channel: row.channel,
    version,
    subject: version.subject,
  });
}

async function editVariant(
  ctx: CommandCtx,
  row: CampaignRow,
  variant: VariantRow,
  edit: Partial<NonNullable<Edit['variants']>[number]>,
  useNewest: boolean,
): Promise<string[]> {
  const field = `variants.${variant.position}`;
  requireSubject(edit.subject, `${field}.subject`);
  const version =
    edit.templateId || useNewest
      ? await newest(ctx, edit.templateId ?? variant.templateId, `${field}.templateId`)
      : null;
  const name = edit.name ?? variant.name;
  await ctx.tx
    .update(campaignVariants)
    .set({
      name,
      ...(edit.subject === undefined ? {} : { subject: edit.subject }),
      ...(version ? { templateId: edit.templateId ?? variant.templateId, templateVersionId: version.id } : {}),
    })
    .where(and(eq(campaignVariants.tenantId, ctx.tenant), eq(campaignVariants.id, variant.id)));
  const subjectChanges = edit.subject !== undefined && edit.subject !== variant.subject;
  if (!version && !subjectChanges) return [];
  const versionId = version?.id ?? variant.templateVersionId ?? row.templateVersionId ?? '';
  const given = await withWaiting(ctx, row, variant, await give(ctx, row.id, versionId, variant.position));
  const own = edit.subject === undefined ? variant.subject : edit.subject;
  const subject = own ?? version?.subject ?? (await lookUpVersion(ctx, versionId))?.version.subject ?? '';
  const lines = givenText(given, { channel: row.channel, version, subject });
  const gaps = subjectChanges ? await subjectGaps(ctx, edit.subject) : [];
  return [...lines, ...gaps].map((line) => named(name, line));
}

async function editVariants(ctx: CommandCtx, row: CampaignRow, edit: Edit): Promise<string[]> {
  const variants = await variantsOf(ctx, row.id);
  const useNewest = edit.useNewest ?? false;
  const said: string[] = [];
  for (const position of edit.variants?.map((v) => v.position) ?? [])
    if (!variants.some((v) => v.position === position))
      throw invalid(`There is no variant at ${position}.`, { variants: 'names no variant' });
  for (const variant of variants) {
    const given = edit.variants?.find((v) => v.position === variant.position);
    if (given || useNewest) said.push(...(await editVariant(ctx, row, variant, given ?? {}, useNewest)));
  }
  const names = (await variantsOf(ctx, row.id)).map((v) => v.name.toLowerCase());
  if (new Set(names).size < names.length)
    throw invalid('Two variants would have the same name. Give each its own.', { variants: 'need names that differ' });
  return said;
}

export const editCampaign = command({
  name: 'campaigns.edit',
  summary: 'Change a paused campaign for those who did not get it yet: its name, its sender, its pace, its words',
  access: 'campaigns:send',
  http: { method: 'POST', path: '/campaigns/{id}/edit' },
  input: CampaignEdit,
  output: CampaignEdited,
  entity: (input) => ({ type: 'campaign', id: input.id }),
  async run(ctx, edit) {
    const row = await findCampaign(ctx, edit.id, true);
    // Who failed for want of a sender can be tried again when all is over.
    const open = isSenderAlone(edit) ? (['paused', 'completed'] as const) : (['paused'] as const);
    requireStatus(row, open, 'edited');
    const words = edit.templateId || edit.useNewest || edit.variants?.length;
    if (words && !row.plannedAt && !row.recurrence)
      throw conflict('The audience is still being fixed. Resume, wait until all of it is planned, and pause again.');
    const gives = edit.senderId !== undefined && edit.senderId !== row.senderId;
    if (words || gives) await handsEmpty(ctx, row.id);
    const from = gives ? await nextSender(ctx, row, edit.senderId ?? null) : { senderId: row.senderId, said: [] };
    const said = [...from.said];
    const before = words ? await wordsOf(ctx, row.id) : [];
    const hasVariants = (await variantsOf(ctx, row.id)).length > 0;
    if (edit.templateId && hasVariants)
      throw invalid('This campaign has variants: name the one that gets another template.', {
        templateId: 'is of no variant',
      });
    if (words && row.recurrence)
      throw invalid('A series takes the newest version of its template at each run. Change the template itself.', {
        templateId: 'is taken anew at each run',
      });
    if (hasVariants) said.push(...(await editVariants(ctx, row, edit)));
    else if (words) said.push(...(await editTemplate(ctx, row, edit)));
    if (edit.perHour !== undefined && edit.perHour !== row.perHour)
      said.push(
        edit.perHour === null
          ? 'It goes on as fast as it can.'
          : `It goes on with at most ${edit.perHour.toLocaleString('en')} an hour, counted anew from when you resume.`,
      );
    const after = await changeCampaign(ctx, row, {
      name: edit.name ?? row.name,
      perHour: edit.perHour === undefined ? row.perHour : edit.perHour,
      senderId: from.senderId,
    });
    const was = words ? replaced(before, await wordsOf(ctx, row.id)) : [];
    // Resuming looks by it which words have changed, and the report what was said before.
    ctx.audit({
      said,
      ...(was.length > 0 ? { replaced: { until: ctx.clock.now().toISOString(), was } satisfies Replaced } : {}),
      ...(gives ? { senderId: from.senderId, before: row.senderId } : {}),
    });
    campaignFact(ctx, 'edited', after);
    return { said };
  },
});
