import { sql } from 'drizzle-orm';
import {
  check,
  foreignKey,
  index,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  uuid,
  varchar,
} from 'drizzle-orm/pg-core';
import { testStates } from '../../lib/test-messages/vocabulary';
import { at, createdAt, id, oneOf, tenantId } from './columns';
import { contactFk } from './contacts';
import { campaigns, templateVersions } from './outreach';

/** Messages that were sent to members to try them: none is in the pipeline, and none counts anywhere. */
export const testMessages = pgTable(
  'test_messages',
  {
    tenantId: tenantId(),
    id: id(),
    templateVersionId: uuid('template_version_id').notNull(),
    campaignId: uuid('campaign_id'),
    /** Position of the variant whose subject it has. */
    variant: smallint('variant'),
    /** Whose data it was filled with; null: those of the member who got it. */
    contactId: uuid('contact_id'),
    askedBy: varchar('asked_by', { length: 100 }).notNull(),
    recipientAddress: varchar('recipient_address', { length: 320 }).notNull(),
    status: varchar('status', { length: 20 }).notNull(),
    /** The gate's answer, stored before anything is handed over. */
    verdictRule: varchar('verdict_rule', { length: 30 }).notNull(),
    verdictReason: varchar('verdict_reason', { length: 60 }).notNull(),
    verdict: jsonb('verdict').$type<Record<string, unknown>>(),
    provider: varchar('provider', { length: 120 }),
    /** What the gate or the way out said, in words. */
    answer: text('answer'),
    createdAt: createdAt(),
    answeredAt: at('answered_at'),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index('test_messages_template').on(t.tenantId, t.templateVersionId, t.id),
    index('test_messages_campaign')
      .on(t.tenantId, t.campaignId, t.id)
      .where(sql`campaign_id is not null`),
    index('test_messages_contact')
      .on(t.tenantId, t.contactId)
      .where(sql`contact_id is not null`),
    contactFk(t),
    foreignKey({ columns: [t.tenantId, t.campaignId], foreignColumns: [campaigns.tenantId, campaigns.id] }).onDelete(
      'cascade',
    ),
    foreignKey({
      columns: [t.tenantId, t.templateVersionId],
      foreignColumns: [templateVersions.tenantId, templateVersions.id],
    }).onDelete('cascade'),
    check('test_messages_status', oneOf('status', testStates)),
    // Nothing is with a provider, or was, that the gate did not let pass.
    check('test_messages_verdict', sql`(verdict_reason = 'passed') = (status <> 'refused')`),
  ],
);
