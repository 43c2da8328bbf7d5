import { sql } from 'drizzle-orm';
import {
  bigint,
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
  uniqueIndex,
  uuid,
  varchar,
} from 'drizzle-orm/pg-core';
import { deadLetterStates } from '../../lib/platform/bus/vocabulary';
import { jobStates } from '../../lib/platform/jobs/vocabulary';
import { presenceActivities } from '../../lib/platform/presence/vocabulary';
import { at, createdAt, id, oneOf, tenantId } from './columns';

/** Facts, written in the transaction of what they tell of; the relay stamps a gapless position after the commit. */
export const outbox = pgTable(
  'outbox',
  {
    tenantId: tenantId(),
    id: id(),
    /** `<domain>.<name>`, e.g. `contact.created`. */
    type: varchar('type', { length: 80 }).notNull(),
    entityType: varchar('entity_type', { length: 40 }).notNull(),
    entityId: uuid('entity_id').notNull(),
    /** The entity's version: consumers get facts unordered and drop what is older than they know. */
    version: bigint('version', { mode: 'number' }).notNull(),
    payload: jsonb('payload').$type<Record<string, unknown>>().notNull(),
    occurredAt: at('occurred_at').notNull().defaultNow(),
    position: bigint('position', { mode: 'number' }),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index('outbox_unstamped')
      .on(t.id)
      .where(sql`position is null`),
    uniqueIndex('outbox_position_key')
      .on(t.position)
      .where(sql`position is not null`),
  ],
);

export const relayState = pgTable('relay_state', {
  one: smallint('one').primaryKey().default(1),
  position: bigint('position', { mode: 'number' }).notNull().default(0),
  /** How far facts were handed to the bus, when it is not the cursors themselves. */
  published: bigint('published', { mode: 'number' }).notNull().default(0),
  /** Which store of the bus `published` speaks of; when the bus names another, its facts were lost and are sent again. */
  store: text('store'),
});

/** When a timer last ran, so that many worker processes run it once. */
export const workerTimers = pgTable('worker_timers', {
  name: varchar('name', { length: 80 }).primaryKey(),
  lastRunAt: at('last_run_at').notNull(),
});

/** The worker processes that live, each told by its own hand every few seconds. */
export const workerHeartbeats = pgTable('worker_heartbeats', {
  worker: text('worker').primaryKey(),
  at: at('at').notNull(),
  /** Part → its state. */
  parts: jsonb('parts').$type<Record<string, string>>().notNull().default({}),
});

export const consumerOffsets = pgTable('consumer_offsets', {
  consumer: varchar('consumer', { length: 80 }).primaryKey(),
  position: bigint('position', { mode: 'number' }).notNull().default(0),
  updatedAt: at('updated_at').notNull().defaultNow(),
});

export const consumerRetries = pgTable(
  'consumer_retries',
  {
    consumer: varchar('consumer', { length: 80 }).notNull(),
    position: bigint('position', { mode: 'number' }).notNull(),
    dueAt: at('due_at').notNull(),
    attempts: integer('attempts').notNull().default(1),
    error: text('error').notNull(),
  },
  (t) => [primaryKey({ columns: [t.consumer, t.position] }), index('consumer_retries_due').on(t.consumer, t.dueAt)],
);

/** Facts that a consumer gave up on. The worker gives it one that is `replaying` again, from here: the outbox may have let go of it. */
export const deadLetters = pgTable(
  'dead_letters',
  {
    tenantId: tenantId(),
    id: id(),
    consumer: varchar('consumer', { length: 80 }).notNull(),
    fact: jsonb('fact').$type<Record<string, unknown>>().notNull(),
    error: text('error').notNull(),
    attempts: integer('attempts').notNull(),
    createdAt: createdAt(),
    state: varchar('state', { length: 20 }).notNull().default('open'),
    /** When it was replayed with success, or discarded. */
    settledAt: at('settled_at'),
    /** Who asked for that, and why it was discarded. */
    settledBy: varchar('settled_by', { length: 100 }),
    reason: text('reason'),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index('dead_letters_recent').on(t.tenantId, t.createdAt, t.id),
    index('dead_letters_replays')
      .on(t.consumer, t.createdAt)
      .where(sql`state = 'replaying'`),
    index('dead_letters_settled')
      .on(t.settledAt)
      .where(sql`settled_at is not null`),
    check('dead_letters_state', oneOf('state', deadLetterStates)),
  ],
);

/** Who looks at something right now, when no Redis is set. Unlogged: after a crash it is empty, and everybody says it again. */
export const presence = pgTable(
  'presence',
  {
    tenantId: tenantId(),
    /** What is looked at, e.g. `thread:<id>`. */
    topic: varchar('topic', { length: 100 }).notNull(),
    userId: varchar('user_id', { length: 100 }).notNull(),
    /** One page of that user: who has two open is told once. */
    tab: varchar('tab', { length: 40 }).notNull(),
    name: text('name').notNull(),
    activity: varchar('activity', { length: 20 }).notNull(),
    until: at('until').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.topic, t.userId, t.tab] }),
    index('presence_until').on(t.until),
    check('presence_activity', oneOf('activity', presenceActivities)),
  ],
);

/** Work that somebody started and may watch. */
export const jobs = pgTable(
  'jobs',
  {
    tenantId: tenantId(),
    id: id(),
    queue: varchar('queue', { length: 40 }).notNull().default('default'),
    type: varchar('type', { length: 80 }).notNull(),
    title: varchar('title', { length: 200 }).notNull(),
    state: varchar('state', { length: 20 }).notNull().default('queued'),
    /** 0 runs first. */
    priority: smallint('priority').notNull().default(5),
    attempts: integer('attempts').notNull().default(0),
    maxAttempts: integer('max_attempts').notNull().default(5),
    dueAt: at('due_at').notNull().defaultNow(),
    leaseUntil: at('lease_until'),
    leaseBy: varchar('lease_by', { length: 60 }),
    payload: jsonb('payload').$type<Record<string, unknown>>().notNull().default({}),
    result: jsonb('result').$type<Record<string, unknown>>(),
    progressDone: bigint('progress_done', { mode: 'number' }).notNull().default(0),
    progressTotal: bigint('progress_total', { mode: 'number' }),
    progressNote: text('progress_note'),
    cancelRequestedAt: at('cancel_requested_at'),
    /** At most one job of a key waits or runs in a tenant. */
    dedupeKey: varchar('dedupe_key', { length: 200 }),
    error: text('error'),
    createdBy: varchar('created_by', { length: 100 }),
    createdAt: createdAt(),
    startedAt: at('started_at'),
    finishedAt: at('finished_at'),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index('jobs_due')
      .on(t.dueAt)
      .where(sql`state = 'queued'`),
    index('jobs_claim')
      .on(t.queue, t.tenantId, t.priority, t.dueAt, t.id)
      .where(sql`state = 'queued'`),
    index('jobs_lease')
      .on(t.leaseUntil)
      .where(sql`state = 'running'`),
    index('jobs_recent').on(t.tenantId, t.createdAt, t.id),
    uniqueIndex('jobs_dedupe_key')
      .on(t.tenantId, t.dedupeKey)
      .where(sql`state in ('queued', 'running') and dedupe_key is not null`),
    check('jobs_state', oneOf('state', jobStates)),
  ],
);

export const jobLogs = pgTable(
  'job_logs',
  {
    tenantId: tenantId(),
    id: id(),
    jobId: uuid('job_id').notNull(),
    level: varchar('level', { length: 10 }).notNull(),
    message: text('message').notNull(),
    occurredAt: at('occurred_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index('job_logs_job').on(t.tenantId, t.jobId, t.id),
    foreignKey({ columns: [t.tenantId, t.jobId], foreignColumns: [jobs.tenantId, jobs.id] }).onDelete('cascade'),
  ],
);

/** Settings of each queue of the installation: how many at once, and whether it stands still. */
export const jobQueues = pgTable('job_queues', {
  name: varchar('name', { length: 40 }).primaryKey(),
  concurrency: integer('concurrency').notNull().default(2),
  paused: boolean('paused').notNull().default(false),
});

/** Answers kept per Idempotency-Key, so that a repeated POST gets the first one's. */
export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    tenantId: tenantId(),
    command: varchar('command', { length: 80 }).notNull(),
    key: varchar('key', { length: 200 }).notNull(),
    requestHash: varchar('request_hash', { length: 64 }).notNull(),
    response: jsonb('response').$type<unknown>(),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.command, t.key] }), index('idempotency_keys_age').on(t.createdAt)],
);

/** Who did what: one row per command, in its transaction. Partitioned by month on the id; see the migration. */
export const auditLogs = pgTable(
  'audit_logs',
  {
    tenantId: tenantId(),
    id: id(),
    class: varchar('class', { length: 20 }).notNull().default('business'),
    action: varchar('action', { length: 80 }).notNull(),
    actorType: varchar('actor_type', { length: 20 }).notNull(),
    actorId: varchar('actor_id', { length: 100 }),
    entityType: varchar('entity_type', { length: 40 }),
    entityId: varchar('entity_id', { length: 100 }),
    details: jsonb('details').$type<Record<string, unknown>>().notNull().default({}),
    requestId: varchar('request_id', { length: 60 }),
    ip: varchar('ip', { length: 60 }),
    occurredAt: at('occurred_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index('audit_logs_entity').on(t.tenantId, t.entityType, t.entityId, t.id),
    check('audit_logs_class', oneOf('class', ['business', 'security', 'admin'])),
  ],
);
