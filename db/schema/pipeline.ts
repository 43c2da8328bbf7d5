import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uniqueIndex,
  uuid,
  varchar,
} from 'drizzle-orm/pg-core';
import { channels } from '../../lib/contacts/vocabulary';
import {
  deliveryEvents,
  laneStates,
  messageStates,
  sourceTypes,
  suppressedChannels,
  suppressionReasons,
} from '../../lib/pipeline/vocabulary';
import { at, bytea, createdAt, deletedAt, id, oneOf, tenantId, timestamps, updatedAt } from './columns';

/** Processes that hand messages over. What one holds is its own until its lease ends; renewing that is one row, however much it holds. */
export const pipelineWorkers = pgTable('pipeline_workers', {
  id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
  name: varchar('name', { length: 60 }).notNull().unique(),
  leaseUntil: at('lease_until').notNull(),
});

/** One queue of messages that starts, pauses and ends as one: a campaign's, or a tenant's replies. Pausing touches this row only; `sandbox`: decision 038. */
export const pipelineLanes = pgTable(
  'pipeline_lanes',
  {
    tenantId: tenantId(),
    /** The source's id (a campaign's), or the nil UUID for the tenant's replies. */
    id: uuid('id').notNull(),
    kind: varchar('kind', { length: 20 }).notNull(),
    channel: varchar('channel', { length: 20 }).notNull(),
    state: varchar('state', { length: 20 }).notNull().default('active'),
    /** 0 is served first. */
    priority: smallint('priority').notNull().default(5),
    /** When something may be claimed; in the future while every waiting message is deferred. */
    dueAt: at('due_at').notNull().defaultNow(),
    sandbox: boolean('sandbox').notNull().default(false),
    /** When a server answered about one of its messages, a second or two before the last answer; null: none noted. */
    answeredAt: at('answered_at'),
    /** Since when the server it asked has said nothing; over once a lane of its channel is answered after that. */
    silentSince: at('silent_since'),
    /** Since when its server answers and takes nothing, putting off what it is given; null: it took the last. */
    refusedSince: at('refused_since'),
    /** What it said to that last. */
    refusal: text('refusal'),
    ...timestamps(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index('pipeline_lanes_due')
      .on(t.dueAt)
      .where(sql`state = 'active'`),
    check('pipeline_lanes_state', oneOf('state', laneStates)),
    check('pipeline_lanes_kind', oneOf('kind', sourceTypes)),
  ],
);

/** The sending truth: the only stored row per recipient and step. */
export const pipelineMessages = pgTable(
  'pipeline_messages',
  {
    tenantId: tenantId(),
    id: id(),
    laneId: uuid('lane_id').notNull(),
    sourceType: varchar('source_type', { length: 20 }).notNull(),
    sourceId: uuid('source_id').notNull(),
    contactId: uuid('contact_id').notNull(),
    step: integer('step').notNull().default(0),
    epoch: integer('epoch').notNull().default(0),
    channel: varchar('channel', { length: 20 }).notNull(),
    status: varchar('status', { length: 20 }).notNull().default('queued'),
    recipientAddress: varchar('recipient_address', { length: 320 }),
    templateVersionId: uuid('template_version_id'),
    /** Position of the campaign's variant that it carries; null without variants, and until a winner is chosen. */
    variant: smallint('variant'),
    /** The gate's last answer: the rule that decided, its reason code, and the facts it used. */
    verdictRule: varchar('verdict_rule', { length: 30 }),
    verdictReason: varchar('verdict_reason', { length: 60 }),
    verdict: jsonb('verdict').$type<Record<string, unknown>>(),
    attempts: smallint('attempts').notNull().default(0),
    dueAt: at('due_at').notNull().defaultNow(),
    /** The worker that held it when its lease ran out: if it comes back, it still knows what became of the message. */
    leaseBy: varchar('lease_by', { length: 60 }),
    /** The state, where few messages are in it: what is simply handed over never enters an index of it. */
    rareStatus: varchar('rare_status', { length: 20 }).generatedAlwaysAs(
      sql`case when status in ('planned', 'deferred', 'skipped', 'failed', 'uncertain') then status end`,
    ),
    provider: varchar('provider', { length: 30 }),
    /** What the provider calls it: a queue id, a message sid. */
    externalId: varchar('external_id', { length: 200 }),
    errorCode: varchar('error_code', { length: 40 }),
    errorMessage: text('error_message'),
    createdAt: createdAt(),
    sentAt: at('sent_at'),
    deliveredAt: at('delivered_at'),
    openedAt: at('opened_at'),
    machineOpenedAt: at('machine_opened_at'),
    clickedAt: at('clicked_at'),
    machineClickedAt: at('machine_clicked_at'),
    repliedAt: at('replied_at'),
    unsubscribedAt: at('unsubscribed_at'),
    bouncedAt: at('bounced_at'),
    complainedAt: at('complained_at'),
    convertedAt: at('converted_at'),
    finishedAt: at('finished_at'),
    /** When somebody decided to leave it failed, and who: it waits for no decision any more. */
    discardedAt: at('discarded_at'),
    discardedBy: varchar('discarded_by', { length: 100 }),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique('pipeline_messages_once').on(t.tenantId, t.sourceType, t.sourceId, t.contactId, t.step, t.epoch),
    index('pipeline_messages_held')
      .on(t.leaseBy)
      .where(sql`lease_by is not null`),
    index('pipeline_messages_contact').on(t.tenantId, t.contactId, t.id),
    // What few recipients have is found without reading all; a message that is simply sent is in neither.
    index('pipeline_messages_outcome')
      .on(t.tenantId, t.sourceId, t.rareStatus, t.contactId)
      .where(sql`source_type = 'campaign' and rare_status is not null`),
    // What failed or is uncertain outside campaigns, which is little, newest first.
    index('pipeline_messages_open')
      .on(t.tenantId, t.id)
      .where(sql`source_type <> 'campaign' and rare_status in ('failed', 'uncertain')`),
    index('pipeline_messages_events')
      .on(t.tenantId, t.sourceId, t.contactId)
      .where(
        sql`source_type = 'campaign' and (clicked_at is not null or replied_at is not null or unsubscribed_at is not null or bounced_at is not null or complained_at is not null)`,
      ),
    // Its person, lane and template version are checked once a statement, by triggers (db/functions.sql, decision 026).
    check('pipeline_messages_status', oneOf('status', messageStates)),
    // Nothing waits for a provider, is with one or was, that the gate did not let pass.
    check('pipeline_messages_verdict', sql`verdict_rule is not null or status = 'planned'`),
    check('pipeline_messages_source_type', oneOf('source_type', sourceTypes)),
    check('pipeline_messages_channel', oneOf('channel', channels)),
  ],
);

/**
 * What is still to be handed over and in nobody's hands: messages that are queued or deferred, each with their due time. Narrow, and
 * apart from them, so that a message itself is written twice (decision 024).
 */
export const pipelineQueue = pgTable(
  'pipeline_queue',
  {
    tenantId: tenantId(),
    laneId: uuid('lane_id').notNull(),
    dueAt: at('due_at').notNull(),
    messageId: uuid('message_id').notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.laneId, t.dueAt, t.messageId] })],
);

/**
 * What a worker took out of the queue at once (decision 037). Of these it has in its hands what is still queued or deferred under the
 * due time of then; whatever became of the others is in their messages. The row goes when nothing is left.
 */
export const pipelineClaims = pgTable(
  'pipeline_claims',
  {
    tenantId: tenantId(),
    id: uuid('id').notNull(),
    laneId: uuid('lane_id').notNull(),
    workerId: integer('worker_id')
      .notNull()
      .references(() => pipelineWorkers.id),
    messages: uuid('messages').array().notNull(),
    dues: at('dues').array().notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] }), index('pipeline_claims_lane').on(t.tenantId, t.laneId)],
);

/** One append per event after hand-over. Partitioned by month on the id; see the migration. */
export const pipelineDeliveryLogs = pgTable(
  'pipeline_delivery_logs',
  {
    tenantId: tenantId(),
    id: id(),
    messageId: uuid('message_id').notNull(),
    event: varchar('event', { length: 20 }).notNull(),
    /** Told from a person's by lib/tracking; kept, but never counted with people. */
    machine: varchar('machine', { length: 60 }),
    metadata: jsonb('metadata').$type<Record<string, unknown>>().notNull().default({}),
    occurredAt: at('occurred_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index('pipeline_delivery_logs_message').on(t.tenantId, t.messageId),
    foreignKey({
      columns: [t.tenantId, t.messageId],
      foreignColumns: [pipelineMessages.tenantId, pipelineMessages.id],
    }).onDelete('cascade'),
    check('pipeline_delivery_logs_event', oneOf('event', deliveryEvents)),
  ],
);

/** Addresses and numbers that get nothing more, by address and not by contact, so that a re-import cannot bring one back. */
export const emailSuppressions = pgTable(
  'email_suppressions',
  {
    tenantId: tenantId(),
    id: id(),
    /** One of the two. */
    emailNormalized: varchar('email_normalized', { length: 320 }),
    phoneE164: varchar('phone_e164', { length: 20 }),
    address: varchar('address', { length: 320 }).generatedAlwaysAs(sql`coalesce(email_normalized, phone_e164)`),
    channel: varchar('channel', { length: 20 }).notNull().default('all'),
    reason: varchar('reason', { length: 20 }).notNull(),
    detail: text('detail'),
    messageId: uuid('message_id'),
    createdBy: varchar('created_by', { length: 100 }),
    /** Ends by itself then; null: only by hand. */
    expiresAt: at('expires_at'),
    liftedBy: varchar('lifted_by', { length: 100 }),
    /** Why it was taken off the list. */
    liftNote: varchar('lift_note', { length: 500 }),
    createdAt: createdAt(),
    deletedAt: deletedAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    uniqueIndex('email_suppressions_key')
      .on(t.tenantId, t.address, t.channel, t.reason)
      .where(sql`deleted_at is null`),
    index('email_suppressions_email')
      .on(t.tenantId, t.emailNormalized)
      .where(sql`deleted_at is null`),
    index('email_suppressions_recent')
      .on(t.tenantId, t.createdAt, t.id)
      .where(sql`deleted_at is null`),
    index('email_suppressions_expiry')
      .on(t.expiresAt)
      .where(sql`expires_at is not null and deleted_at is null`),
    index('email_suppressions_numbers')
      .on(t.tenantId, t.createdAt, t.id)
      .where(sql`phone_e164 is not null and deleted_at is null`),
    index('email_suppressions_lifted')
      .on(t.tenantId, t.address)
      .where(sql`deleted_at is not null`),
    check('email_suppressions_reason', oneOf('reason', suppressionReasons)),
    check('email_suppressions_channel', oneOf('channel', suppressedChannels)),
    check(
      'email_suppressions_address',
      sql`num_nonnulls(email_normalized, phone_e164) = 1 and (phone_e164 is not null or channel = 'all')`,
    ),
  ],
);

/** A tenant's numbers for mail that comes back again and again; no row: the defaults. */
export const bounceSettings = pgTable(
  'bounce_settings',
  {
    tenantId: tenantId(),
    softLimit: integer('soft_limit').notNull().default(3),
    softWindowDays: integer('soft_window_days').notNull().default(90),
    expireDays: integer('expire_days').notNull().default(30),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId] }),
    check(
      'bounce_settings_bounds',
      sql`soft_limit between 1 and 20 and soft_window_days between 1 and 365 and expire_days between 1 and 3650`,
    ),
  ],
);

/** The host that a tenant's tracked links have instead of ours, once it is proved to be the tenant's. */
export const trackingDomains = pgTable(
  'tracking_domains',
  {
    tenantId: tenantId(),
    domain: varchar('domain', { length: 253 }).notNull(),
    /** What the tenant puts into DNS, to show that the domain is theirs. */
    token: varchar('token', { length: 64 }).notNull(),
    verifiedAt: at('verified_at'),
    checkedAt: at('checked_at'),
    /** What the last check found missing. */
    problem: text('problem'),
    ...timestamps(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId] }),
    // One of the few across tenants: no two may have the same domain.
    uniqueIndex('tracking_domains_verified')
      .on(t.domain)
      .where(sql`verified_at is not null`),
  ],
);

/** What the sandbox provider caught: the whole message, to be opened in the console as its recipient. */
export const sandboxMessages = pgTable(
  'sandbox_messages',
  {
    tenantId: tenantId(),
    id: id(),
    messageId: uuid('message_id').notNull(),
    sender: varchar('sender', { length: 320 }).notNull(),
    recipient: varchar('recipient', { length: 320 }).notNull(),
    subject: text('subject').notNull(),
    raw: bytea('raw').notNull(),
    caughtAt: at('caught_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] }), unique('sandbox_messages_once').on(t.tenantId, t.messageId)],
);
