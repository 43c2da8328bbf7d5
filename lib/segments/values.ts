import { and, eq, inArray, sql } from 'drizzle-orm';
import { type contacts, contactTagMapping, contactTags, pipelineMessages, segmentMembers } from '@/db/schema';
import type { TxCtx } from '@/lib/platform/context';
import { fieldOf, type Field } from './field';
import { leavesOf, segmentsIn, type Leaf, type Rule } from './rule';
import type { EngagementValue } from './value';
import type { ContactField, Engagement } from './vocabulary';
import type { RuleLabels } from './words';

type ContactRow = typeof contacts.$inferSelect;

const day = (at: Date): string => at.toISOString().slice(0, 10);

/** What a column holds, as rules see it. */
const columns: Record<ContactField, (row: ContactRow) => string | Date | null> = {
  first_name: (row) => row.firstName,
  last_name: (row) => row.lastName,
  display_name: (row) => row.displayName,
  email: (row) => row.emailNormalized,
  phone: (row) => row.phoneE164,
  external_id: (row) => row.externalId,
  language: (row) => row.language,
  country: (row) => row.country,
  time_zone: (row) => row.timeZone,
  source: (row) => row.source,
  status: (row) => row.status,
  created_at: (row) => row.createdAt,
  updated_at: (row) => row.updatedAt,
  last_activity_at: (row) => row.lastActivityAt,
};

async function tagsOf(ctx: TxCtx, id: string): Promise<string[]> {
  const rows = await ctx.tx
    .select({ name: contactTags.name })
    .from(contactTagMapping)
    .innerJoin(
      contactTags,
      and(eq(contactTags.tenantId, contactTagMapping.tenantId), eq(contactTags.id, contactTagMapping.tagId)),
    )
    .where(and(eq(contactTagMapping.tenantId, ctx.tenant), eq(contactTagMapping.contactId, id)))
    .orderBy(contactTags.name);
  return rows.map((row) => row.name);
}

async function consentsOf(ctx: TxCtx, id: string): Promise<Map<string, string>> {
  const rows = await ctx.tx.execute<{ what: string; granted: boolean; day: string }>(sql`
    select channel || '.' || purpose as what, granted, to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD') as day
    from contact_consent_state where tenant_id = ${ctx.tenant} and contact_id = ${id}`);
  return new Map(rows.map((row) => [row.what, `${row.granted ? 'agreed' : 'withdrew'} ${row.day}`]));
}

/** By channel and topic: what holds of each, as the gate judges it. */
async function topicsOf(ctx: TxCtx, id: string): Promise<Map<string, string>> {
  const rows = await ctx.tx.execute<{ what: string; granted: boolean; day: string }>(sql`
    select channel || '.' || topic_id as what, granted, to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD') as day
    from contact_topic_state where tenant_id = ${ctx.tenant} and contact_id = ${id}`);
  return new Map(rows.map((row) => [row.what, `${row.granted ? 'agreed' : 'left'} ${row.day}`]));
}

async function membershipsOf(ctx: TxCtx, id: string, segments: string[]): Promise<string[]> {
  if (segments.length === 0) return [];
  const rows = await ctx.tx
    .select({ id: segmentMembers.segmentId })
    .from(segmentMembers)
    .where(
      and(
        eq(segmentMembers.tenantId, ctx.tenant),
        eq(segmentMembers.contactId, id),
        inArray(segmentMembers.segmentId, segments),
      ),
    );
  return rows.map((row) => row.id);
}

type Moments = Record<Engagement, Date | null> & { campaignId: string | null };

/** The latest thousand messages of a person: enough to say what they did last. */
async function messagesOf(ctx: TxCtx, id: string): Promise<Moments[]> {
  const m = pipelineMessages;
  const rows = await ctx.tx
    .select({
      sourceType: m.sourceType,
      sourceId: m.sourceId,
      sent: m.sentAt,
      opened: m.openedAt,
      clicked: m.clickedAt,
      replied: m.repliedAt,
    })
    .from(m)
    .where(and(eq(m.tenantId, ctx.tenant), eq(m.contactId, id)))
    .orderBy(sql`${m.id} desc`)
    .limit(1000);
  return rows.map(({ sourceType, sourceId, ...moments }) => ({
    ...moments,
    campaignId: sourceType === 'campaign' ? sourceId : null,
  }));
}

function didInWords(kind: Engagement, { campaignId }: EngagementValue, messages: readonly Moments[]): string {
  const moments = messages
    .filter((message) => campaignId === undefined || message.campaignId === campaignId)
    .flatMap((message) => message[kind] ?? [])
    .sort((a, b) => b.getTime() - a.getTime());
  const [last] = moments;
  if (!last) return 'never';
  return moments.length === 1 ? `once, ${day(last)}` : `${moments.length} times, last ${day(last)}`;
}

/** What is known of a contact for each leaf of a rule, in words; null where nothing is known. */
export async function valuesOf(
  ctx: TxCtx,
  contact: ContactRow,
  rule: Rule,
  labels: RuleLabels,
): Promise<(leaf: Leaf) => string | null> {
  const asked = new Set(leavesOf(rule).map(({ leaf }) => fieldOf(leaf.field)?.type));
  const asks = (type: Field['type']) => asked.has(type);
  const tags = asks('tags') ? await tagsOf(ctx, contact.id) : [];
  const consents = asks('consent') || asks('topic') ? await consentsOf(ctx, contact.id) : new Map<string, string>();
  const topics = asks('topic') ? await topicsOf(ctx, contact.id) : new Map<string, string>();
  const segments = asks('segment') ? await membershipsOf(ctx, contact.id, segmentsIn(rule)) : [];
  const messages = asks('engagement') ? await messagesOf(ctx, contact.id) : [];
  return (leaf) => {
    const field = fieldOf(leaf.field);
    switch (field?.type) {
      case 'text':
      case 'choice':
      case 'instant': {
        const value = columns[field.column](contact);
        return value instanceof Date ? day(value) : value;
      }
      case 'attribute': {
        const value = contact.attributes[field.key];
        return value === undefined ? null : typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value);
      }
      case 'tags':
        return tags.join(', ') || 'no tag';
      case 'consent':
        return consents.get(`${field.channel}.${field.purpose}`) ?? 'never asked';
      case 'topic': {
        const marketing = consents.get(`${field.channel}.marketing`);
        const said = (topic: string) =>
          topics.get(`${field.channel}.${topic}`) ?? (marketing ? `all of marketing: ${marketing}` : 'never asked');
        const ids = leaf.value as string[];
        if (ids.length === 1) return said(ids[0] ?? '');
        return ids.map((topic) => `${labels.topics?.[topic] ?? topic}: ${said(topic)}`).join('; ');
      }
      case 'segment': {
        const names = (leaf.value as string[]).filter((id) => segments.includes(id));
        return names.length ? `in ${names.map((id) => labels.segments?.[id] ?? id).join(', ')}` : 'in none of them';
      }
      case 'engagement':
        return didInWords(field.kind, leaf.value as EngagementValue, messages);
      case undefined:
        return null;
    }
  };
}
