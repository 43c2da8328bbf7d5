import { contactTimelineEvents } from '@/db/schema';
import { actorLabel, type TxCtx } from '@/lib/platform/context';
import type { ContactRow } from './present';
import type { TimelineEvent } from './vocabulary';

export interface Past {
  contactId: string;
  eventType: TimelineEvent;
  title: string;
  details?: Record<string, unknown>;
}

/** Writes what the actor did to contacts, now, into their timelines. */
export async function recordPast(ctx: TxCtx, events: readonly Past[]): Promise<void> {
  if (events.length === 0) return;
  const [actor, occurredAt] = [actorLabel(ctx.actor), ctx.clock.now()];
  await ctx.tx
    .insert(contactTimelineEvents)
    .values(events.map((event) => ({ ...event, tenantId: ctx.tenant, actor, occurredAt })));
}

/** The line for a change of tags; none when they stay the same. */
export function tagsChanged(contactId: string, before: readonly string[], after: readonly string[]): Past[] {
  const added = [...new Set(after)].filter((tag) => !before.includes(tag));
  const removed = before.filter((tag) => !after.includes(tag));
  if (added.length + removed.length === 0) return [];
  return [{ contactId, eventType: 'contact.tags_changed', title: 'Tags changed', details: { added, removed } }];
}

const plain = [
  'firstName',
  'lastName',
  'email',
  'phoneE164',
  'externalId',
  'language',
  'country',
  'timeZone',
] as const satisfies readonly (keyof ContactRow)[];

/** The lines for what differs between two states of a contact: fields by their name, and whether it was archived. */
export function rowChanged(before: ContactRow, after: ContactRow): Past[] {
  const contactId = after.id;
  const keys = [...new Set([...Object.keys(before.attributes), ...Object.keys(after.attributes)])];
  const fields = [
    ...plain.filter((name) => before[name] !== after[name]).map((name) => (name === 'phoneE164' ? 'phone' : name)),
    ...keys.filter((key) => before.attributes[key] !== after.attributes[key]).map((key) => `attributes.${key}`),
  ];
  const events: Past[] = [];
  if (fields.length)
    events.push({ contactId, eventType: 'contact.updated', title: 'Details changed', details: { fields } });
  if (before.status !== after.status)
    events.push(
      after.status === 'archived'
        ? { contactId, eventType: 'contact.archived', title: 'Archived' }
        : { contactId, eventType: 'contact.activated', title: 'Made active again' },
    );
  return events;
}
