import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
  varchar,
} from 'drizzle-orm/pg-core';
import { channels } from '../../lib/contacts/vocabulary';
import { dkimAlgorithms, providerKinds, providerStates } from '../../lib/sending/vocabulary';
import { at, bytea, deletedAt, id, oneOf, tenantId, timestamps } from './columns';

/** The ways out that a tenant set up, by channel in the order of priority; without one, what the installation has. */
export const sendingProviders = pgTable(
  'sending_providers',
  {
    tenantId: tenantId(),
    id: id(),
    name: varchar('name', { length: 30 }).notNull(),
    kind: varchar('kind', { length: 20 }).notNull(),
    channel: varchar('channel', { length: 20 }).notNull(),
    /** What is no secret: host, region, domain. */
    settings: jsonb('settings').$type<Record<string, string | number | boolean>>().notNull().default({}),
    /** JSON of the secret settings, sealed for this row (lib/platform/secret-box.ts). */
    secret: text('secret').notNull(),
    /** 0 is asked first. */
    priority: smallint('priority').notNull().default(0),
    enabled: boolean('enabled').notNull().default(true),
    state: varchar('state', { length: 10 }).notNull().default('untried'),
    lastError: text('last_error'),
    lastErrorAt: at('last_error_at'),
    lastOkAt: at('last_ok_at'),
    /** Until when it is left alone: it failed again and again, or asked for it. */
    restsUntil: at('rests_until'),
    /** Grows with every change of the settings: who holds connections made by older ones renews them. */
    version: integer('version').notNull().default(1),
    createdBy: varchar('created_by', { length: 100 }),
    ...timestamps(),
    deletedAt: deletedAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    uniqueIndex('sending_providers_name_key')
      .on(t.tenantId, t.name)
      .where(sql`deleted_at is null`),
    index('sending_providers_order')
      .on(t.tenantId, t.channel, t.priority, t.id)
      .where(sql`deleted_at is null`),
    check('sending_providers_kind', oneOf('kind', providerKinds)),
    check('sending_providers_channel', oneOf('channel', channels)),
    check('sending_providers_state', oneOf('state', providerStates)),
  ],
);

/** Keys that sign a tenant's mail by SMTP; used once DNS is seen to publish them. */
export const dkimKeys = pgTable(
  'dkim_keys',
  {
    tenantId: tenantId(),
    id: id(),
    domain: varchar('domain', { length: 253 }).notNull(),
    selector: varchar('selector', { length: 63 }).notNull(),
    algorithm: varchar('algorithm', { length: 10 }).notNull(),
    /** As DNS holds it, behind `p=`. */
    publicKey: text('public_key').notNull(),
    /** PEM, sealed for this row. */
    privateKey: text('private_key').notNull(),
    /** When DNS was last seen to publish it; null: it signs nothing. */
    publishedAt: at('published_at'),
    checkedAt: at('checked_at'),
    /** What the last look found. */
    checkResult: varchar('check_result', { length: 20 }),
    createdBy: varchar('created_by', { length: 100 }),
    ...timestamps(),
    deletedAt: deletedAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    uniqueIndex('dkim_keys_once')
      .on(t.tenantId, t.domain, t.algorithm)
      .where(sql`deleted_at is null`),
    check('dkim_keys_algorithm', oneOf('algorithm', dkimAlgorithms)),
  ],
);

/** What was signed by providers that do not sign the body, for as long as it would be taken: a hash of it, and of the body it came with. */
export const hookTokens = pgTable(
  'hook_tokens',
  {
    tenantId: tenantId(),
    tokenHash: bytea('token_hash').notNull(),
    bodyHash: bytea('body_hash').notNull(),
    expiresAt: at('expires_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.tokenHash] }), index('hook_tokens_expiry').on(t.expiresAt)],
);
