import { createHash } from 'node:crypto';
import { z } from 'zod';
import { channels } from '@/lib/contacts/vocabulary';
import { messagesTold } from '@/lib/pipeline';
import { sourceTypes } from '@/lib/pipeline/vocabulary';
import { invalid } from '@/lib/platform/errors';

/** What the analytics tier needs of a fact. */
export interface AnalyticsFact {
  id: string;
  tenant: string;
  type: string;
  entityType: string;
  entityId: string;
  payload: Record<string, unknown>;
  occurredAt: Date | string;
}

/** One row of analytics_events, as it is inserted. */
export const AnalyticsRow = z.object({
  id: z.uuid(),
  tenant_id: z.string().min(1).max(100),
  event_type: z.string().min(1).max(80),
  entity_type: z.string().max(40),
  entity_id: z.string().max(100),
  channel: z.string().max(20),
  contact_id: z.string().nullable(),
  user_id: z.string().nullable(),
  source_type: z.string().max(20),
  source_id: z.string().nullable(),
  campaign_id: z.string().nullable(),
  workflow_id: z.string().nullable(),
  sequence_id: z.string().nullable(),
  template_id: z.string().nullable(),
  metadata: z.string(),
  occurred_at: z.iso.datetime({ offset: true }),
});
export type AnalyticsRow = z.infer<typeof AnalyticsRow>;

const MessagePayload = z.object({
  channel: z.enum(channels),
  sourceType: z.enum(sourceTypes),
  sourceId: z.string().max(100),
  templateId: z.string().max(100).nullish(),
  items: z
    .array(
      z.object({
        id: z.string().max(100),
        contactId: z.string().max(100),
        at: z.iso.datetime({ offset: true }),
        detail: z.string().nullish(),
        machine: z.string().nullish(),
      }),
    )
    .max(1000),
});
const Common = z.object({
  channel: z.string().max(20).optional(),
  contactId: z.uuid().optional(),
  userId: z.string().max(100).optional(),
  campaignId: z.uuid().optional(),
});

/** The same fact gives the same ids always, so that a row can be recognised; RFC 9562 version 8. */
export function rowId(factId: string, index: number): string {
  const hash = createHash('sha256').update(`${factId}:${index}`).digest();
  hash[6] = 0x80 | ((hash[6] ?? 0) & 0x0f);
  hash[8] = 0x80 | ((hash[8] ?? 0) & 0x3f);
  const hex = hash.toString('hex', 0, 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

const humanOnly = new Set(['opened', 'clicked']);

function messageRows(fact: AnalyticsFact, name: string): AnalyticsRow[] {
  const parsed = MessagePayload.safeParse({ ...fact.payload, items: messagesTold(fact.payload) });
  if (!parsed.success)
    throw invalid(
      `The payload of the fact ${fact.id} (${fact.type}) is wrong: ${parsed.error.issues[0]?.path.join('.')} ${parsed.error.issues[0]?.message}`,
    );
  const { channel, sourceType, sourceId, templateId, items } = parsed.data;
  const of = (kind: string) => (sourceType === kind ? sourceId : null);
  return items.map((item, index) => ({
    id: rowId(fact.id, index),
    tenant_id: fact.tenant,
    event_type: item.machine && humanOnly.has(name) ? `machine_${name}` : name,
    entity_type: 'message',
    entity_id: item.id,
    channel,
    contact_id: item.contactId,
    user_id: null,
    source_type: sourceType,
    source_id: sourceId,
    campaign_id: of('campaign'),
    workflow_id: of('workflow'),
    sequence_id: of('sequence'),
    template_id: templateId ?? null,
    metadata: JSON.stringify({
      ...(item.detail ? { detail: item.detail } : {}),
      ...(item.machine ? { machine: item.machine } : {}),
    }),
    occurred_at: item.at,
  }));
}

/** The payload as JSON of at most 4,000 characters; lists stand as their length. */
function metadataOf(payload: Record<string, unknown>): string {
  const text = JSON.stringify(payload, (_, value: unknown) => (Array.isArray(value) ? value.length : value));
  return text.length <= 4000 ? text : JSON.stringify({ keys: Object.keys(payload).slice(0, 50) });
}

/** The rows of one fact: one per message of a batch, one for anything else. Throws `invalid` on a payload that no retry can mend. */
export function analyticsRows(fact: AnalyticsFact): AnalyticsRow[] {
  const [domain, name = ''] = fact.type.split('.');
  if (domain === 'message') return messageRows(fact, name);
  const more = Common.catch({}).parse(fact.payload);
  const own = (kind: string) => (fact.entityType === kind ? fact.entityId : null);
  return [
    {
      id: rowId(fact.id, 0),
      tenant_id: fact.tenant,
      event_type: fact.type,
      entity_type: fact.entityType,
      entity_id: fact.entityId,
      channel: more.channel ?? '',
      contact_id: own('contact') ?? more.contactId ?? null,
      user_id: more.userId ?? null,
      source_type: '',
      source_id: null,
      campaign_id: own('campaign') ?? more.campaignId ?? null,
      workflow_id: null,
      sequence_id: null,
      template_id: own('template'),
      metadata: metadataOf(fact.payload),
      occurred_at: new Date(fact.occurredAt).toISOString(),
    },
  ];
}
