import type { Fact } from '@/lib/platform/command';
import type { Channel } from '@/lib/contacts/vocabulary';
import type { CountedOnce, DeliveryEvent, SourceType } from './vocabulary';

/** What a fact about messages can tell: an outcome, or something that came back. */
export type MessageFactName =
  | 'sent'
  | 'deferred'
  | 'skipped'
  | 'failed'
  | 'uncertain'
  | Exclude<DeliveryEvent, 'accepted' | 'auto_replied'>
  // The same as `opened_at`, `clicked_at` and `replied_at` of a message tell, so that whoever adds up ends where they do.
  | `first_${CountedOnce}`
  | `first_${CountedOnce}_undone`;

export interface MessageFactItem {
  /** The message's id. */
  id: string;
  contactId: string;
  /** ISO instant. */
  at: string;
  /** Skip reason, failure code or link address, by kind of fact. */
  detail?: string;
  /** Why this open or click is held for a machine's. */
  machine?: string;
}

/** Messages of one source with what a fact tells of each. */
export interface MessageBatch {
  channel: Channel;
  sourceType: SourceType;
  sourceId: string;
  templateId: string | null;
  items: MessageFactItem[];
}

/** One value where all are told the same, or one for each in the order of the ids, null where nothing is told. */
type OfEach<T> = string | T[];

/** A column for each key: as a thousand objects the same took PostgreSQL more than twice as long to read. */
interface MessageFactPayload extends Omit<MessageBatch, 'items'> {
  /** At most 1,000: one outbox row stands for a batch. */
  messageIds: string[];
  contactIds: string[];
  at: OfEach<string>;
  detail?: OfEach<string | null>;
  machine?: OfEach<string | null>;
}

export const maxFactItems = 1000;

/** Facts about messages of one source, one per 1,000 of them. The version is the last one's instant in milliseconds. */
export function messageFacts(name: MessageFactName, { items, ...source }: MessageBatch): Fact[] {
  const facts: Fact[] = [];
  for (let from = 0; from < items.length; from += maxFactItems) {
    const some = items.slice(from, from + maxFactItems);
    const payload: MessageFactPayload = {
      ...source,
      messageIds: some.map(({ id }) => id),
      contactIds: some.map(({ contactId }) => contactId),
      at: together(some.map(({ at }) => at)),
    };
    if (some.some(({ detail }) => detail !== undefined))
      payload.detail = together(some.map((one) => one.detail ?? null));
    if (some.some(({ machine }) => machine !== undefined))
      payload.machine = together(some.map((one) => one.machine ?? null));
    facts.push({
      type: `message.${name}`,
      entityType: 'message_batch',
      entityId: source.sourceId,
      version: Date.parse(some.at(-1)?.at ?? '') || 0,
      payload: { ...payload },
    });
  }
  return facts;
}

function together<T extends string | null>(values: T[]): string | T[] {
  const [first] = values;
  return typeof first === 'string' && values.every((value) => value === first) ? first : values;
}

/**
 * What a fact tells of each of its messages, unchecked: who reads it may get it from anywhere. Facts had `items`, an object for each, before
 * decision 044; dead letters and what waits in the bus may still have them.
 */
export function messagesTold(payload: Record<string, unknown>): { [Key in keyof MessageFactItem]?: unknown }[] {
  const { messageIds, contactIds, items, at, detail, machine } = payload;
  if (Array.isArray(items)) return items.map((item) => (typeof item === 'object' && item !== null ? item : {}));
  const [ids, contacts] = [listOf(messageIds), listOf(contactIds)];
  const of = (column: unknown, i: number): unknown => (Array.isArray(column) ? column[i] : column);
  return Array.from({ length: Math.max(ids.length, contacts.length) }, (_, i) => ({
    ...{ id: ids[i], contactId: contacts[i] },
    ...{ at: of(at, i), detail: of(detail, i), machine: of(machine, i) },
  }));
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
