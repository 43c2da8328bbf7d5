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
import { campaignStatuses, localPastRules, unclearRules, winnerMetrics } from '../../lib/campaigns/vocabulary';
import { channels } from '../../lib/contacts/vocabulary';
import { at, channelContent, createdAt, deletedAt, id, oneOf, tenantId, timestamps } from './columns';
import { contactFk } from './contacts';
import { topicOfCampaign } from './topics';

export const segments = pgTable(
  'segments',
  {
    tenantId: tenantId(),
    id: id(),
    name: varchar('name', { length: 120 }).notNull(),
    description: text('description'),
    type: varchar('type', { length: 20 }).notNull().default('dynamic'),
    /** The rule tree; segment_rules is its flat index, written with it. */
    rules: jsonb('rules').$type<unknown>().notNull(),
    memberCount: integer('member_count').notNull().default(0),
    evaluatedAt: at('evaluated_at'),
    /** Since when the members may differ from the rule; null: they are what the rule says. */
    staleAt: at('stale_at'),
    /** How long the last evaluation took; heavy segments are evaluated less often. */
    evaluationMs: integer('evaluation_ms'),
    version: integer('version').notNull().default(1),
    createdBy: varchar('created_by', { length: 100 }),
    ...timestamps(),
    deletedAt: deletedAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    uniqueIndex('segments_name_key')
      .on(t.tenantId, t.name)
      .where(sql`deleted_at is null`),
    index('segments_stale')
      .on(t.staleAt)
      .where(sql`stale_at is not null and deleted_at is null`),
    check('segments_type', oneOf('type', ['dynamic'])),
  ],
);

export const segmentRules = pgTable(
  'segment_rules',
  {
    tenantId: tenantId(),
    segmentId: uuid('segment_id').notNull(),
    /** Position of the leaf in the tree, e.g. `all.0.any.1`. */
    path: varchar('path', { length: 200 }).notNull(),
    groupIndex: integer('group_index').notNull(),
    field: varchar('field', { length: 120 }).notNull(),
    operator: varchar('operator', { length: 30 }).notNull(),
    value: jsonb('value').$type<unknown>(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.segmentId, t.path] }),
    index('segment_rules_field').on(t.tenantId, t.field),
    foreignKey({ columns: [t.tenantId, t.segmentId], foreignColumns: [segments.tenantId, segments.id] }).onDelete(
      'cascade',
    ),
  ],
);

export const segmentMembers = pgTable(
  'segment_members',
  {
    tenantId: tenantId(),
    segmentId: uuid('segment_id').notNull(),
    contactId: uuid('contact_id').notNull(),
    addedAt: at('added_at').notNull().defaultNow(),
    addedReason: varchar('added_reason', { length: 40 }).notNull().default('rule'),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.segmentId, t.contactId] }),
    index('segment_members_contact').on(t.tenantId, t.contactId),
    contactFk(t),
    foreignKey({ columns: [t.tenantId, t.segmentId], foreignColumns: [segments.tenantId, segments.id] }).onDelete(
      'cascade',
    ),
  ],
);

export const segmentHistory = pgTable(
  'segment_history',
  {
    tenantId: tenantId(),
    id: id(),
    segmentId: uuid('segment_id').notNull(),
    evaluatedAt: at('evaluated_at').notNull().defaultNow(),
    memberCount: integer('member_count').notNull(),
    added: integer('added').notNull(),
    removed: integer('removed').notNull(),
    durationMs: integer('duration_ms').notNull(),
    reason: varchar('reason', { length: 40 }).notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index('segment_history_segment').on(t.tenantId, t.segmentId, t.evaluatedAt),
    foreignKey({ columns: [t.tenantId, t.segmentId], foreignColumns: [segments.tenantId, segments.id] }).onDelete(
      'cascade',
    ),
  ],
);

export const templateCategories = pgTable(
  'template_categories',
  {
    tenantId: tenantId(),
    id: id(),
    name: varchar('name', { length: 120 }).notNull(),
    parentId: uuid('parent_id'),
    ...timestamps(),
    deletedAt: deletedAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    foreignKey({ columns: [t.tenantId, t.parentId], foreignColumns: [t.tenantId, t.id] }).onDelete('cascade'),
  ],
);

export const templates = pgTable(
  'templates',
  {
    tenantId: tenantId(),
    id: id(),
    name: varchar('name', { length: 120 }).notNull(),
    channel: varchar('channel', { length: 20 }).notNull(),
    status: varchar('status', { length: 20 }).notNull().default('active'),
    categoryId: uuid('category_id'),
    currentVersion: integer('current_version').notNull().default(1),
    createdBy: varchar('created_by', { length: 100 }),
    ...timestamps(),
    deletedAt: deletedAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    uniqueIndex('templates_name_key')
      .on(t.tenantId, t.name)
      .where(sql`deleted_at is null`),
    foreignKey({
      columns: [t.tenantId, t.categoryId],
      foreignColumns: [templateCategories.tenantId, templateCategories.id],
    }),
    check('templates_channel', oneOf('channel', channels)),
    check('templates_status', oneOf('status', ['active', 'archived'])),
  ],
);

/** Versions never change: a message names the one it was made from. */
export const templateVersions = pgTable(
  'template_versions',
  {
    tenantId: tenantId(),
    id: id(),
    templateId: uuid('template_id').notNull(),
    version: integer('version').notNull(),
    subject: text('subject').notNull(),
    bodyHtml: text('body_html').notNull(),
    body: text('body').notNull(),
    ...channelContent(),
    variables: text('variables').array().notNull(),
    changelog: text('changelog'),
    createdBy: varchar('created_by', { length: 100 }),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique('template_versions_key').on(t.tenantId, t.templateId, t.version),
    foreignKey({ columns: [t.tenantId, t.templateId], foreignColumns: [templates.tenantId, templates.id] }).onDelete(
      'cascade',
    ),
  ],
);

/** The links of one template version, in order; a tracked link names its position. */
export const emailLinks = pgTable(
  'email_links',
  {
    tenantId: tenantId(),
    templateVersionId: uuid('template_version_id').notNull(),
    position: integer('position').notNull(),
    url: text('url').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.templateVersionId, t.position] }),
    foreignKey({
      columns: [t.tenantId, t.templateVersionId],
      foreignColumns: [templateVersions.tenantId, templateVersions.id],
    }).onDelete('cascade'),
  ],
);

/** Who a message comes from. `provider` names the way out: `default` is SMTP_URL, or the sandbox when none is set. */
export const senders = pgTable(
  'senders',
  {
    tenantId: tenantId(),
    id: id(),
    fromName: varchar('from_name', { length: 120 }).notNull(),
    fromEmail: varchar('from_email', { length: 320 }).notNull(),
    provider: varchar('provider', { length: 20 }).notNull().default('default'),
    isDefault: boolean('is_default').notNull().default(false),
    ...timestamps(),
    deletedAt: deletedAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    uniqueIndex('senders_default_key')
      .on(t.tenantId)
      .where(sql`is_default and deleted_at is null`),
    check('senders_provider', oneOf('provider', ['default', 'smtp', 'sandbox'])),
  ],
);

/** Who won, by whose choice, and the numbers that it was chosen by: `winner` is a position, null while somebody has to choose. */
export interface CampaignDecision {
  winner: number | null;
  by: string;
  sentence: string;
  variants: { position: number; sent: number; hits: number }[];
}

/** The rule is RFC 5545's; it counts in the time of the clock on the wall of `timeZone`. */
export interface CampaignRecurrence {
  rule: string;
  /** `YYYY-MM-DDTHH:MM` of the first run. */
  start: string;
  timeZone: string;
}

export const campaigns = pgTable(
  'campaigns',
  {
    tenantId: tenantId(),
    id: id(),
    name: varchar('name', { length: 160 }).notNull(),
    channel: varchar('channel', { length: 20 }).notNull(),
    purpose: varchar('purpose', { length: 40 }).notNull().default('marketing'),
    status: varchar('status', { length: 20 }).notNull().default('draft'),
    templateId: uuid('template_id').notNull(),
    /** Pinned at launch; what every message of this campaign was made from. */
    templateVersionId: uuid('template_version_id'),
    senderId: uuid('sender_id'),
    scheduledAt: at('scheduled_at'),
    startedAt: at('started_at'),
    /** When the audience was fixed: every recipient has a row from here on. */
    plannedAt: at('planned_at'),
    pausedAt: at('paused_at'),
    completedAt: at('completed_at'),
    /** Why it stands still by itself: what stopped its planning, or its start at the set time. */
    error: text('error'),
    /** How many of 100 get the variants before a winner is chosen; 100: all, and the rest waits for nobody. */
    testPercent: smallint('test_percent').notNull().default(100),
    winnerMetric: varchar('winner_metric', { length: 20 }).notNull().default('clicked'),
    /** Seconds from the end of the test to the choice of a winner; null: a person chooses. */
    decideAfter: integer('decide_after'),
    ifUnclear: varchar('if_unclear', { length: 20 }).notNull().default('leader'),
    testSentAt: at('test_sent_at'),
    decidedAt: at('decided_at'),
    decision: jsonb('decision').$type<CampaignDecision>(),
    holdoutPercent: smallint('holdout_percent').notNull().default(0),
    /** At the same hour of everybody's own day; `scheduledAt` says which, in the tenant's time zone. */
    sendLocal: boolean('send_local').notNull().default(false),
    localPast: varchar('local_past', { length: 20 }).notNull().default('now'),
    /** When planning begins: before `scheduledAt` when some people's day begins earlier. */
    startsAt: at('starts_at'),
    /** The most that may be handed over in an hour; null: as fast as it goes. */
    perHour: integer('per_hour'),
    pausedSeconds: integer('paused_seconds').notNull().default(0),
    /** Of a series: when it runs. Its runs are campaigns of their own. */
    recurrence: jsonb('recurrence').$type<CampaignRecurrence>(),
    /** Of a run: its series. */
    seriesId: uuid('series_id'),
    /** Of a run: which one it is; of a series: how many there were. */
    runNumber: integer('run_number').notNull().default(0),
    archivedAt: at('archived_at'),
    /** Whether its messages carry the pixel and tracked links. */
    trackOpens: boolean('track_opens').notNull().default(true),
    trackClicks: boolean('track_clicks').notNull().default(true),
    topicId: uuid('topic_id'),
    version: integer('version').notNull().default(1),
    createdBy: varchar('created_by', { length: 100 }),
    ...timestamps(),
    deletedAt: deletedAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    foreignKey({ columns: [t.tenantId, t.seriesId], foreignColumns: [t.tenantId, t.id], name: 'campaigns_series' }),
    uniqueIndex('campaigns_run_key')
      .on(t.tenantId, t.seriesId, t.runNumber)
      .where(sql`series_id is not null`),
    index('campaigns_undecided')
      .on(t.plannedAt)
      .where(sql`status = 'sending' and test_percent < 100 and decided_at is null`),
    index('campaigns_unarchived')
      .on(t.completedAt)
      .where(sql`archived_at is null`),
    ...topicOfCampaign(t),
    check('campaigns_percents', sql`test_percent between 1 and 100 and holdout_percent between 0 and 50`),
    check('campaigns_pace', sql`per_hour > 0 and decide_after >= 0`),
    check('campaigns_winner_metric', oneOf('winner_metric', winnerMetrics)),
    check('campaigns_if_unclear', oneOf('if_unclear', unclearRules)),
    check('campaigns_local_past', oneOf('local_past', localPastRules)),
    index('campaigns_created').on(t.tenantId, t.createdAt, t.id),
    index('campaigns_due')
      .on(t.startsAt)
      .where(sql`status = 'scheduled'`),
    foreignKey({ columns: [t.tenantId, t.templateId], foreignColumns: [templates.tenantId, templates.id] }),
    foreignKey({
      columns: [t.tenantId, t.templateVersionId],
      foreignColumns: [templateVersions.tenantId, templateVersions.id],
    }),
    foreignKey({ columns: [t.tenantId, t.senderId], foreignColumns: [senders.tenantId, senders.id] }),
    check('campaigns_status', oneOf('status', campaignStatuses)),
    check('campaigns_channel', oneOf('channel', channels)),
  ],
);

export const campaignSegments = pgTable(
  'campaign_segments',
  {
    tenantId: tenantId(),
    campaignId: uuid('campaign_id').notNull(),
    segmentId: uuid('segment_id').notNull(),
    excluded: boolean('excluded').notNull().default(false),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.campaignId, t.segmentId] }),
    index('campaign_segments_segment').on(t.tenantId, t.segmentId),
    foreignKey({ columns: [t.tenantId, t.campaignId], foreignColumns: [campaigns.tenantId, campaigns.id] }).onDelete(
      'cascade',
    ),
    foreignKey({ columns: [t.tenantId, t.segmentId], foreignColumns: [segments.tenantId, segments.id] }),
  ],
);

/** The last recount of a campaign, by update_campaign_email_stats(); pipeline_messages stays the truth. */
export const campaignStats = pgTable(
  'campaign_stats',
  {
    tenantId: tenantId(),
    campaignId: uuid('campaign_id').notNull(),
    plannedCount: integer('planned_count').notNull().default(0),
    inProgressCount: integer('in_progress_count').notNull().default(0),
    sentCount: integer('sent_count').notNull().default(0),
    deferredCount: integer('deferred_count').notNull().default(0),
    skippedCount: integer('skipped_count').notNull().default(0),
    failedCount: integer('failed_count').notNull().default(0),
    discardedCount: integer('discarded_count').notNull().default(0),
    uncertainCount: integer('uncertain_count').notNull().default(0),
    deliveredCount: integer('delivered_count').notNull().default(0),
    openedCount: integer('opened_count').notNull().default(0),
    machineOpenedCount: integer('machine_opened_count').notNull().default(0),
    clickedCount: integer('clicked_count').notNull().default(0),
    machineClickedCount: integer('machine_clicked_count').notNull().default(0),
    repliedCount: integer('replied_count').notNull().default(0),
    unsubscribedCount: integer('unsubscribed_count').notNull().default(0),
    bouncedCount: integer('bounced_count').notNull().default(0),
    complainedCount: integer('complained_count').notNull().default(0),
    skippedBy: jsonb('skipped_by').$type<Record<string, number>>().notNull().default({}),
    failedBy: jsonb('failed_by').$type<Record<string, number>>().notNull().default({}),
    deferredBy: jsonb('deferred_by').$type<Record<string, number>>().notNull().default({}),
    /** Since when the messages may differ from these counts; null: they are what was counted. */
    staleAt: at('stale_at'),
    /** How long the last recount took; large campaigns are recounted less often. */
    recountMs: integer('recount_ms').notNull().default(0),
    /** The parts of the report, by update_campaign_breakdown(); null before the first count. */
    breakdown: jsonb('breakdown').$type<Record<string, unknown>>(),
    breakdownAt: at('breakdown_at'),
    breakdownMs: integer('breakdown_ms').notNull().default(0),
    breakdownStaleAt: at('breakdown_stale_at'),
    updatedAt: at('updated_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.campaignId] }),
    index('campaign_stats_stale')
      .on(t.staleAt)
      .where(sql`stale_at is not null`),
    index('campaign_stats_breakdown_stale')
      .on(t.breakdownStaleAt)
      .where(sql`breakdown_stale_at is not null`),
    foreignKey({ columns: [t.tenantId, t.campaignId], foreignColumns: [campaigns.tenantId, campaigns.id] }).onDelete(
      'cascade',
    ),
  ],
);
