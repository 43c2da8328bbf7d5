import { check, index, integer, jsonb, pgTable, primaryKey, text, uuid, varchar } from 'drizzle-orm/pg-core';
import { ruleTypes } from '../../lib/compliance/vocabulary';
import { channels } from '../../lib/contacts/vocabulary';
import { at, createdAt, deletedAt, id, oneOf, tenantId, timestamps } from './columns';
import { contactFk } from './contacts';

/** An organisation's own rules of sending, as data: when one applies (condition), and what it does (action). */
export const complianceRules = pgTable(
  'compliance_rules',
  {
    tenantId: tenantId(),
    id: id(),
    ruleType: varchar('rule_type', { length: 30 }).notNull(),
    name: varchar('name', { length: 120 }).notNull(),
    condition: jsonb('condition').$type<unknown>().notNull().default({}),
    action: jsonb('action').$type<unknown>().notNull(),
    effectiveFrom: at('effective_from').notNull().defaultNow(),
    effectiveTo: at('effective_to'),
    createdBy: varchar('created_by', { length: 100 }),
    ...timestamps(),
    deletedAt: deletedAt(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] }), check('compliance_rules_type', oneOf('rule_type', ruleTypes))],
);

/** How much of a capacity is used in its present window. */
export const sendingCapacity = pgTable(
  'sending_capacity',
  {
    tenantId: tenantId(),
    ruleId: varchar('rule_id', { length: 60 }).notNull(),
    /** What it is counted for: a sender, a provider of mailboxes; empty for the organisation. */
    key: text('key').notNull(),
    windowStart: at('window_start').notNull(),
    used: integer('used').notNull(),
    /** Who found no room, and was told to come in a later window. */
    promised: integer('promised').notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.ruleId, t.key] })],
);

/**
 * Messages on their way to a person, kept from the moment the gate let them pass until their outcome is recorded, so that two
 * campaigns at once do not both see room under a cap. Gone with `held_until`, should nobody come back to it.
 */
export const pressureHolds = pgTable(
  'pressure_holds',
  {
    tenantId: tenantId(),
    messageId: uuid('message_id').notNull(),
    contactId: uuid('contact_id').notNull(),
    channel: varchar('channel', { length: 20 }).notNull(),
    heldUntil: at('held_until').notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.messageId] }),
    index('pressure_holds_contact').on(t.tenantId, t.contactId),
    index('pressure_holds_expired').on(t.heldUntil),
    contactFk(t),
    check('pressure_holds_channel', oneOf('channel', channels)),
  ],
);
