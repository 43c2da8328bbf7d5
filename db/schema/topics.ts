import { sql } from 'drizzle-orm';
import {
  type AnyPgColumn,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  uniqueIndex,
  varchar,
} from 'drizzle-orm/pg-core';
import { at, id, tenantId, timestamps } from './columns';

/** What an organisation's mailings are about, as recipients choose among them on the preference page. */
export const topics = pgTable(
  'topics',
  {
    tenantId: tenantId(),
    id: id(),
    name: varchar('name', { length: 80 }).notNull(),
    /** Shown to recipients below the name. */
    description: varchar('description', { length: 300 }),
    position: integer('position').notNull().default(0),
    /** Offered no more; what people said of it, and campaigns that have it, still count. */
    archivedAt: at('archived_at'),
    createdBy: varchar('created_by', { length: 100 }),
    ...timestamps(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    uniqueIndex('topics_name_key')
      .on(t.tenantId, t.name)
      .where(sql`archived_at is null`),
    check('topics_position', sql`position >= 0`),
  ],
);

/** A composite key to a topic of the same tenant, with the index that finds what names a topic. */
export const topicFk = (t: { tenantId: AnyPgColumn; topicId: AnyPgColumn }, key: string, found: string) => [
  foreignKey({ columns: [t.tenantId, t.topicId], foreignColumns: [topics.tenantId, topics.id], name: key }),
  index(found)
    .on(t.tenantId, t.topicId)
    .where(sql`topic_id is not null`),
];

/** What a campaign is about: who left the topic does not get it. */
export const topicOfCampaign = (t: { tenantId: AnyPgColumn; topicId: AnyPgColumn }) => [
  ...topicFk(t, 'campaigns_topic_fk', 'campaigns_of_topic'),
  check('campaigns_topic', sql`topic_id is null or purpose = 'marketing'`),
];
