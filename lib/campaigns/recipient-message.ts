import { sql } from 'drizzle-orm';
import type { MessageState } from '@/lib/pipeline/vocabulary';
import { query } from '@/lib/platform/command';
import { conflict, notFound } from '@/lib/platform/errors';
import { lookUpVersion } from '@/lib/templates';
import { basisOf } from './basis';
import { findCampaign } from './queries';
import { cameBackSql, undecidedSql } from '@/lib/pipeline';
import { subjectOf } from './report/wordings';
import { RecipientMessage, RecipientMessageRef } from './schema';
import { variantsOf } from './variants/store';
import { retriedIn, type CampaignStatus } from './vocabulary';
import { replacedIn, wordsOf } from './wording';

interface Row extends Record<string, unknown> {
  contact_id: string;
  name: string;
  deleted: boolean;
  variant: number | null;
  version: string | null;
  status: MessageState;
  sent_at: string | null;
  /** It failed, nobody decided about it, and nothing came back; null: it did not fail. */
  undecided: boolean | null;
  /** When it was sent, or else since when no edit changes its words any more. */
  over_at: string | null;
}

export const readRecipientMessage = query({
  name: 'campaigns.recipientMessage',
  summary:
    'Which words one recipient got, or will get as things stand: the version, the variant, and the subject of then',
  access: 'campaigns:read',
  input: RecipientMessageRef,
  output: RecipientMessage,
  async run(ctx, { id, messageId }) {
    const campaign = await findCampaign(ctx, id);
    const undecided = sql`(${undecidedSql} and not ${cameBackSql(ctx.tenant, sql`m.id`)})`;
    const [row] = await ctx.tx.execute<Row>(sql`
      select m.contact_id, c.display_name as name, c.deleted_at is not null as deleted, m.variant, m.template_version_id as version, m.status, m.sent_at, ${undecided} as undecided,
        coalesce(m.sent_at, m.discarded_at, case when m.status in ('skipped', 'failed', 'uncertain') and not ${undecided} then m.finished_at end) as over_at
      from pipeline_messages m join contacts c on c.tenant_id = m.tenant_id and c.id = m.contact_id
      where m.tenant_id = ${ctx.tenant} and m.source_type = 'campaign' and m.source_id = ${id} and m.id = ${messageId}`);
    if (!row) throw notFound('recipient');
    const { version, variant } = row;
    const found = version ? await lookUpVersion(ctx, version) : undefined;
    if (!version || !found) throw conflict('What this person gets is not decided yet: they wait for the winner.');
    const message = { version, templateName: found.template.name, templateVersion: found.version.version };
    const overAt = row.over_at === null ? null : new Date(row.over_at);
    const edits = await replacedIn(ctx, id);
    const variants = await variantsOf(ctx, id);
    return {
      contactId: row.contact_id,
      name: row.name,
      deleted: row.deleted,
      variant,
      variantName: variants.find((one) => one.position === variant)?.name ?? null,
      templateId: found.template.id,
      templateName: message.templateName,
      templateVersion: message.templateVersion,
      subject: subjectOf(
        { variant, version, part: edits.filter(({ until }) => !overAt || new Date(until) <= overAt).length },
        { edits, now: await wordsOf(ctx, id), messages: [{ version, subject: found.version.subject }] },
      ),
      state: row.status,
      canRetry: row.undecided === true && retriedIn.includes(campaign.status as CampaignStatus) && !campaign.archivedAt,
      sentAt: row.sent_at === null ? null : new Date(row.sent_at).toISOString(),
      consent: row.sent_at === null ? null : await basisOf(ctx, campaign, row.contact_id, new Date(row.sent_at)),
    };
  },
});
