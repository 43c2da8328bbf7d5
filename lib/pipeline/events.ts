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

export interface MessageFactPayload {
  channel: Channel;
  sourceType: SourceType;
  sourceId: string;
  templateId: string | null;
  /** At most 1,000: one outbox row stands for a batch. */
  items: MessageFactItem[];
}

export const maxFactItems = 1000;

/** Facts about messages of one source, one per 1,000 items. The version is the last item's instant in milliseconds. */
export function messageFacts(name: MessageFactName, payload: MessageFactPayload): Fact[] {
  const facts: Fact[] = [];
  for (let from = 0; from < payload.items.length; from += maxFactItems) {
    const items = payload.items.slice(from, from + maxFactItems);
    facts.push({
      type: `message.${name}`,
      entityType: 'message_batch',
      entityId: payload.sourceId,
      version: Date.parse(items.at(-1)?.at ?? '') || 0,
      payload: { ...payload, items },
    });
  }
  return facts;
}
