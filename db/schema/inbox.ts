import { sql } from 'drizzle-orm';
import {
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
  varchar,
} from 'drizzle-orm/pg-core';
import { directions, priorities, threadStatuses } from '../../lib/inbox/vocabulary';
import { at, bytea, deletedAt, id, oneOf, tenantId, timestamps } from './columns';
import { contactFk } from './contacts';

export const inboxThreads = pgTable(
  'inbox_threads',
  {
    tenantId: tenantId(),
    id: id(),
    contactId: uuid('contact_id').notNull(),
    channel: varchar('channel', { length: 20 }).notNull(),
    status: varchar('status', { length: 20 }).notNull().default('open'),
    priority: varchar('priority', { length: 20 }).notNull().default('normal'),
    subject: text('subject').notNull(),
    /** The message that the thread answers, when it began with one of ours. */
    originMessageId: uuid('origin_message_id'),
    campaignId: uuid('campaign_id'),
    assignedTo: uuid('assigned_to'),
    unread: integer('unread').notNull().default(0),
    lastDirection: varchar('last_direction', { length: 10 }).notNull(),
    lastMessageAt: at('last_message_at').notNull(),
    slaDeadlineAt: at('sla_deadline_at'),
    version: integer('version').notNull().default(1),
    ...timestamps(),
    deletedAt: deletedAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index('inbox_threads_recent').on(t.tenantId, t.status, t.lastMessageAt, t.id),
    index('inbox_threads_all')
      .on(t.tenantId, t.lastMessageAt, t.id)
      .where(sql`deleted_at is null`),
    index('inbox_threads_contact').on(t.tenantId, t.contactId),
    contactFk(t),
    check('inbox_threads_status', oneOf('status', threadStatuses)),
    check('inbox_threads_priority', oneOf('priority', priorities)),
  ],
);

export const inboxMessages = pgTable(
  'inbox_messages',
  {
    tenantId: tenantId(),
    id: id(),
    threadId: uuid('thread_id').notNull(),
    direction: varchar('direction', { length: 10 }).notNull(),
    channel: varchar('channel', { length: 20 }).notNull(),
    subject: text('subject').notNull(),
    /** What the person wrote, without what they quoted. */
    body: text('body').notNull(),
    quoted: text('quoted'),
    attachments: jsonb('attachments').$type<{ name: string; type: string; bytes: number }[]>().notNull().default([]),
    /** RFC 5322 Message-ID without angle brackets; unique, so that a mail delivered twice is kept once. */
    externalId: varchar('external_id', { length: 998 }).notNull(),
    inReplyTo: varchar('in_reply_to', { length: 998 }),
    references: text('message_references')
      .array()
      .notNull()
      .default(sql`'{}'`),
    /** The outbound message of the pipeline that carries an answer. */
    pipelineMessageId: uuid('pipeline_message_id'),
    /** As the header of what came in says; an answer may come from another address than the one we wrote to. */
    fromAddress: varchar('from_address', { length: 320 }),
    fromName: varchar('from_name', { length: 200 }),
    sentBy: varchar('sent_by', { length: 100 }),
    occurredAt: at('occurred_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique('inbox_messages_external_key').on(t.tenantId, t.externalId),
    index('inbox_messages_thread').on(t.tenantId, t.threadId, t.occurredAt, t.id),
    foreignKey({
      columns: [t.tenantId, t.threadId],
      foreignColumns: [inboxThreads.tenantId, inboxThreads.id],
    }).onDelete('cascade'),
    check('inbox_messages_direction', oneOf('direction', directions)),
  ],
);

/** What came in, byte for byte. */
export const inboxRaw = pgTable(
  'inbox_raw',
  { tenantId: tenantId(), messageId: uuid('message_id').notNull(), raw: bytea('raw').notNull() },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.messageId] }),
    foreignKey({
      columns: [t.tenantId, t.messageId],
      foreignColumns: [inboxMessages.tenantId, inboxMessages.id],
    }).onDelete('cascade'),
  ],
);
