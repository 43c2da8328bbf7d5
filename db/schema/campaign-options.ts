import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  foreignKey,
  pgTable,
  primaryKey,
  smallint,
  unique,
  uniqueIndex,
  uuid,
  varchar,
} from 'drizzle-orm/pg-core';
import { createdAt, id, tenantId, updatedAt } from './columns';
import { campaigns, templates, templateVersions } from './outreach';

/** What a campaign says in more than one way: each recipient gets one of them, by a hash that never changes. */
export const campaignVariants = pgTable(
  'campaign_variants',
  {
    tenantId: tenantId(),
    id: id(),
    campaignId: uuid('campaign_id').notNull(),
    /** 0 is the first; messages name it. */
    position: smallint('position').notNull(),
    name: varchar('name', { length: 60 }).notNull(),
    templateId: uuid('template_id').notNull(),
    /** Pinned at launch. */
    templateVersionId: uuid('template_version_id'),
    /** Instead of the template's own subject. */
    subject: varchar('subject', { length: 500 }),
    /** Its share: so many parts of the sum of all weights. */
    weight: smallint('weight').notNull().default(1),
    isWinner: boolean('is_winner').notNull().default(false),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique('campaign_variants_position').on(t.tenantId, t.campaignId, t.position),
    uniqueIndex('campaign_variants_winner')
      .on(t.tenantId, t.campaignId)
      .where(sql`is_winner`),
    foreignKey({ columns: [t.tenantId, t.campaignId], foreignColumns: [campaigns.tenantId, campaigns.id] }).onDelete(
      'cascade',
    ),
    foreignKey({ columns: [t.tenantId, t.templateId], foreignColumns: [templates.tenantId, templates.id] }),
    foreignKey({
      columns: [t.tenantId, t.templateVersionId],
      foreignColumns: [templateVersions.tenantId, templateVersions.id],
    }),
    check('campaign_variants_weight', sql`weight between 1 and 100`),
    check('campaign_variants_position_check', sql`position between 0 and 7`),
  ],
);

/** What holds for every campaign of a tenant; without a row the defaults do. */
export const campaignSettings = pgTable(
  'campaign_settings',
  {
    tenantId: tenantId(),
    /** How many of 100 contacts get no marketing campaign at all, to compare with. */
    controlPercent: smallint('control_percent').notNull().default(0),
    /** Ended campaigns leave the list after so many months; 0: never by themselves. */
    archiveAfterMonths: smallint('archive_after_months').notNull().default(6),
    updatedBy: varchar('updated_by', { length: 100 }),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId] }),
    check('campaign_settings_control', sql`control_percent between 0 and 50`),
    check('campaign_settings_archive', sql`archive_after_months between 0 and 120`),
  ],
);
