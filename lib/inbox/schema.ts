import { z } from 'zod';
import { channels } from '@/lib/contacts/vocabulary';
import { messageStates, outcomes } from '@/lib/pipeline/vocabulary';
import { cursorInput, pageOf, pageSize } from '@/lib/platform/cursor';
import { presenceActivities } from '@/lib/platform/presence/vocabulary';
import { directions, priorities, threadStatuses } from './vocabulary';

const instant = z.iso.datetime();

export const ThreadRef = z.object({ id: z.uuid() });

export const ThreadList = z.object({
  status: z.enum(threadStatuses).optional(),
  /** Looks through subjects, names and addresses. */
  q: z.string().trim().max(200).optional(),
  contactId: z.uuid().optional(),
  cursor: cursorInput,
  limit: pageSize,
});

export const ThreadContact = z.object({ id: z.string(), displayName: z.string(), email: z.string().nullable() });

export const Thread = z
  .object({
    id: z.string(),
    subject: z.string(),
    channel: z.enum(channels),
    status: z.enum(threadStatuses),
    priority: z.enum(priorities),
    unread: z.number().int(),
    lastDirection: z.enum(directions),
    lastMessageAt: instant,
    /** The first line or two of the newest message. */
    snippet: z.string(),
    contact: ThreadContact,
    campaignId: z.string().nullable(),
    campaignName: z.string().nullable(),
    version: z.number().int(),
    createdAt: instant,
  })
  .meta({ id: 'Thread' });
export type Thread = z.output<typeof Thread>;

export const ThreadPage = pageOf(Thread).meta({ id: 'ThreadPage' });

export const InboxMessage = z
  .object({
    id: z.string(),
    threadId: z.string(),
    direction: z.enum(directions),
    channel: z.enum(channels),
    subject: z.string(),
    /** What the person wrote, plain text, without what they quoted. */
    body: z.string(),
    quoted: z.string().nullable(),
    fromName: z.string().nullable(),
    fromAddress: z.string().nullable(),
    attachments: z.array(z.object({ name: z.string(), type: z.string(), bytes: z.number().int() })),
    /** Who of us wrote it; null for what came in. */
    sentBy: z.string().nullable(),
    /** What became of an answer of ours; null for what came in. */
    delivery: z
      .object({
        messageId: z.string(),
        state: z.enum(messageStates),
        outcome: z.enum(outcomes),
        reason: z.string().nullable(),
        error: z.string().nullable(),
        /** Somebody has to decide what becomes of it. */
        waits: z.boolean(),
      })
      .nullable(),
    occurredAt: instant,
  })
  .meta({ id: 'InboxMessage' });
export type InboxMessage = z.output<typeof InboxMessage>;

/** A thread with its newest messages, oldest of them first. */
export const ThreadDetail = Thread.extend({ messages: z.array(InboxMessage), hasEarlier: z.boolean() }).meta({
  id: 'ThreadDetail',
});
export type ThreadDetail = z.output<typeof ThreadDetail>;

export const SayPresence = ThreadRef.extend({
  /** Tells two pages of one person apart. */
  tab: z.string().regex(/^[\w-]{1,40}$/, 'Letters, digits, dashes; at most 40.'),
  activity: z.enum([...presenceActivities, 'left']),
});

export const Present = z
  .object({
    /** Others than you, by name. */
    others: z.array(z.object({ id: z.string(), name: z.string(), activity: z.enum(presenceActivities) })),
  })
  .meta({ id: 'Present' });
export type Present = z.output<typeof Present>;

export const Answer = ThreadRef.extend({
  body: z.string().trim().min(1, 'Write something first.').max(100_000, 'An answer can have 100,000 characters.'),
  /** The newest message that the writer has seen: when somebody else has answered since, this answer is refused. */
  afterMessageId: z.uuid().optional(),
});
