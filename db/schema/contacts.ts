import { sql } from 'drizzle-orm';
import {
  type AnyPgColumn,
  bigint,
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
  varchar,
} from 'drizzle-orm/pg-core';
import {
  attributeTypes,
  channels,
  consentSources,
  contactStatuses,
  ledgerPurposes,
} from '../../lib/contacts/vocabulary';
import { at, bytea, createdAt, deletedAt, id, oneOf, tenantId, timestamps } from './columns';
import { topicFk } from './topics';

export const contacts = pgTable(
  'contacts',
  {
    tenantId: tenantId(),
    id: id(),
    externalId: varchar('external_id', { length: 200 }),
    email: varchar('email', { length: 320 }),
    /** The primary address as it is matched: lower case, punycode domain. */
    emailNormalized: varchar('email_normalized', { length: 320 }),
    phone: varchar('phone', { length: 50 }),
    phoneE164: varchar('phone_e164', { length: 20 }),
    firstName: varchar('first_name', { length: 100 }),
    lastName: varchar('last_name', { length: 100 }),
    /** Never empty: name, else address, else number, else external id; what lists show and sort by. */
    displayName: varchar('display_name', { length: 320 }).notNull(),
    status: varchar('status', { length: 20 }).notNull().default('active'),
    language: varchar('language', { length: 35 }),
    country: varchar('country', { length: 2 }),
    timeZone: varchar('time_zone', { length: 60 }),
    attributes: jsonb('attributes').$type<Record<string, string | number | boolean>>().notNull().default({}),
    source: varchar('source', { length: 100 }),
    /** The import that made it. */
    sourceId: uuid('source_id'),
    createdBy: varchar('created_by', { length: 100 }),
    version: bigint('version', { mode: 'number' }).notNull().default(1),
    lastActivityAt: at('last_activity_at'),
    /** Folded (lower case, no accents) text that simple search looks through; see fold_text in 0000. */
    searchText: text('search_text').generatedAlwaysAs(
      sql`fold_text(display_name || ' ' || coalesce(email_normalized, '') || ' ' || coalesce(phone_e164, '') || ' ' || coalesce(external_id, ''))`,
    ),
    ...timestamps(),
    deletedAt: deletedAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    uniqueIndex('contacts_email_key')
      .on(t.tenantId, t.emailNormalized)
      .where(sql`deleted_at is null`),
    uniqueIndex('contacts_external_id_key')
      .on(t.tenantId, t.externalId)
      .where(sql`deleted_at is null`),
    index('contacts_phone')
      .on(t.tenantId, t.phoneE164)
      .where(sql`phone_e164 is not null`),
    index('contacts_name')
      .on(t.tenantId, sql`display_name collate "und-x-icu"`, t.id)
      .where(sql`deleted_at is null`),
    index('contacts_created')
      .on(t.tenantId, t.createdAt, t.id)
      .where(sql`deleted_at is null`),
    index('contacts_deleted')
      .on(t.tenantId, t.deletedAt, t.id)
      .where(sql`deleted_at is not null`),
    index('contacts_words')
      .using('gin', sql`search_lexemes(tenant_id, search_text)`)
      .where(sql`deleted_at is null`),
    index('contacts_search')
      .using('gin', sql`tenant_id, search_text gin_trgm_ops`)
      .where(sql`deleted_at is null`),
    index('contacts_attributes')
      .using('gin', sql`tenant_id, attributes jsonb_path_ops`)
      .where(sql`deleted_at is null`),
    check('contacts_status', oneOf('status', contactStatuses)),
  ],
);

/** A composite key to a contact of the same tenant; PostgreSQL refuses any other. */
export const contactFk = (t: { tenantId: AnyPgColumn; contactId: AnyPgColumn }) =>
  foreignKey({ columns: [t.tenantId, t.contactId], foreignColumns: [contacts.tenantId, contacts.id] }).onDelete(
    'cascade',
  );

export const channelIdentifiers = pgTable(
  'channel_identifiers',
  {
    tenantId: tenantId(),
    contactId: uuid('contact_id').notNull(),
    channel: varchar('channel', { length: 20 }).notNull(),
    /** Normalised: an address in lower case, a number as E.164. */
    identifier: varchar('identifier', { length: 320 }).notNull(),
    isPrimary: boolean('is_primary').notNull().default(false),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.contactId, t.channel, t.identifier] }),
    index('channel_identifiers_lookup').on(t.tenantId, t.channel, t.identifier),
    contactFk(t),
    check('channel_identifiers_channel', oneOf('channel', channels)),
  ],
);

/** What each attribute key means and holds, per tenant; at most 200. */
export const attributeDefinitions = pgTable(
  'attribute_definitions',
  {
    tenantId: tenantId(),
    key: varchar('key', { length: 60 }).notNull(),
    label: varchar('label', { length: 100 }).notNull(),
    dataType: varchar('data_type', { length: 20 }).notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.key] }),
    check('attribute_definitions_type', oneOf('data_type', attributeTypes)),
  ],
);

/** History of attribute values: one row per value that was replaced or removed. contacts.attributes holds the current ones. */
export const contactAttributes = pgTable(
  'contact_attributes',
  {
    tenantId: tenantId(),
    id: id(),
    contactId: uuid('contact_id').notNull(),
    key: varchar('key', { length: 60 }).notNull(),
    value: jsonb('value').$type<string | number | boolean | null>(),
    dataType: varchar('data_type', { length: 20 }).notNull(),
    source: varchar('source', { length: 100 }),
    replacedAt: at('replaced_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index('contact_attributes_contact').on(t.tenantId, t.contactId, t.replacedAt),
    contactFk(t),
  ],
);

/** The ledger of consent: never updated; the latest row per contact, channel and purpose (and topic) is what holds. */
export const contactConsents = pgTable(
  'contact_consents',
  {
    tenantId: tenantId(),
    id: id(),
    contactId: uuid('contact_id').notNull(),
    channel: varchar('channel', { length: 20 }).notNull(),
    purpose: varchar('purpose', { length: 40 }).notNull(),
    /** Of a line about a topic, whose purpose is `topic`. */
    topicId: uuid('topic_id'),
    granted: boolean('granted').notNull(),
    source: varchar('source', { length: 40 }).notNull(),
    /** In words: the form, the event or the file that gave it. */
    sourceDetail: varchar('source_detail', { length: 300 }),
    evidence: jsonb('evidence').$type<Record<string, string>>(),
    actor: varchar('actor', { length: 100 }),
    occurredAt: at('occurred_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index('contact_consents_latest').on(t.tenantId, t.contactId, t.channel, t.purpose, t.occurredAt, t.id),
    contactFk(t),
    ...topicFk(t, 'contact_consents_topic_fk', 'contact_consents_topic_lines'),
    check('contact_consents_topic', sql`(purpose = 'topic') = (topic_id is not null)`),
    check('contact_consents_channel', oneOf('channel', channels)),
    check('contact_consents_purpose', oneOf('purpose', ledgerPurposes)),
    check('contact_consents_source', oneOf('source', consentSources)),
  ],
);

/** What happened with a contact, apart from its making and its messages (those are in the view contact_timeline). */
export const contactTimelineEvents = pgTable(
  'contact_timeline_events',
  {
    tenantId: tenantId(),
    id: id(),
    contactId: uuid('contact_id').notNull(),
    eventType: varchar('event_type', { length: 60 }).notNull(),
    title: varchar('title', { length: 300 }).notNull(),
    details: jsonb('details').$type<Record<string, unknown>>().notNull().default({}),
    sourceType: varchar('source_type', { length: 40 }),
    sourceId: uuid('source_id'),
    actor: varchar('actor', { length: 100 }),
    occurredAt: at('occurred_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index('contact_timeline_events_contact').on(t.tenantId, t.contactId, t.occurredAt, t.id),
    contactFk(t),
  ],
);

export const contactTags = pgTable(
  'contact_tags',
  {
    tenantId: tenantId(),
    id: id(),
    name: varchar('name', { length: 60 }).notNull(),
    color: varchar('color', { length: 20 }),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] }), unique('contact_tags_name_key').on(t.tenantId, t.name)],
);

export const contactTagMapping = pgTable(
  'contact_tag_mapping',
  {
    tenantId: tenantId(),
    contactId: uuid('contact_id').notNull(),
    tagId: uuid('tag_id').notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.contactId, t.tagId] }),
    index('contact_tag_mapping_tag').on(t.tenantId, t.tagId, t.contactId),
    contactFk(t),
    foreignKey({ columns: [t.tenantId, t.tagId], foreignColumns: [contactTags.tenantId, contactTags.id] }).onDelete(
      'cascade',
    ),
  ],
);

export const contactImports = pgTable(
  'contact_imports',
  {
    tenantId: tenantId(),
    id: id(),
    fileName: varchar('file_name', { length: 255 }).notNull(),
    fileBytes: bigint('file_bytes', { mode: 'number' }).notNull().default(0),
    status: varchar('status', { length: 20 }).notNull().default('uploaded'),
    /** What the sniffer found: encoding, delimiter, header, columns with their guessed types. */
    format: jsonb('format').$type<Record<string, unknown>>(),
    mapping: jsonb('mapping').$type<Record<string, unknown>>(),
    consentSource: varchar('consent_source', { length: 300 }),
    /** Channels for which these people agreed. */
    consent: text('consent').array().notNull().default(['email']),
    /** Where the importer stands: everything before these bytes is done and counted. */
    byteOffset: bigint('byte_offset', { mode: 'number' }).notNull().default(0),
    lineOffset: bigint('line_offset', { mode: 'number' }).notNull().default(0),
    totalRows: integer('total_rows').notNull().default(0),
    createdRows: integer('created_rows').notNull().default(0),
    updatedRows: integer('updated_rows').notNull().default(0),
    skippedRows: integer('skipped_rows').notNull().default(0),
    failedRows: integer('failed_rows').notNull().default(0),
    warningRows: integer('warning_rows').notNull().default(0),
    jobId: uuid('job_id'),
    error: text('error'),
    createdBy: varchar('created_by', { length: 100 }),
    ...timestamps(),
    startedAt: at('started_at'),
    finishedAt: at('finished_at'),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

/** The uploaded file in pieces of at most 1 MiB, so that any worker on any machine can read it. */
export const contactImportChunks = pgTable(
  'contact_import_chunks',
  {
    tenantId: tenantId(),
    importId: uuid('import_id').notNull(),
    n: integer('n').notNull(),
    bytes: bytea('bytes').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.importId, t.n] }),
    foreignKey({
      columns: [t.tenantId, t.importId],
      foreignColumns: [contactImports.tenantId, contactImports.id],
    }).onDelete('cascade'),
  ],
);

export const contactImportErrors = pgTable(
  'contact_import_errors',
  {
    tenantId: tenantId(),
    importId: uuid('import_id').notNull(),
    line: integer('line').notNull(),
    n: integer('n').notNull(),
    severity: varchar('severity', { length: 10 }).notNull(),
    columnName: text('column_name'),
    value: text('value'),
    message: text('message').notNull(),
    /** The row as it stood in the file, so that it can be mended and imported again. */
    row: jsonb('row').$type<string[]>().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.importId, t.line, t.n] }),
    foreignKey({
      columns: [t.tenantId, t.importId],
      foreignColumns: [contactImports.tenantId, contactImports.id],
    }).onDelete('cascade'),
    check('contact_import_errors_severity', oneOf('severity', ['error', 'warning'])),
  ],
);
