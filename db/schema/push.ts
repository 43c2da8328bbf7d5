import { sql } from 'drizzle-orm';
import { check, index, pgTable, primaryKey, text, uniqueIndex, uuid, varchar } from 'drizzle-orm/pg-core';
import { endReasons } from '../../lib/push/vocabulary';
import { at, bytea, createdAt, id, oneOf, tenantId } from './columns';
import { contactFk } from './contacts';

/** Browsers in which people allowed notifications (RFC 8030, 8291); one that ended is never written to again. */
export const pushSubscriptions = pgTable(
  'push_subscriptions',
  {
    tenantId: tenantId(),
    id: id(),
    contactId: uuid('contact_id').notNull(),
    /** Where the browser's push service takes messages; whoever knows it and the keys can write there. */
    endpoint: text('endpoint').notNull(),
    /** SHA-256 of it: endpoints are longer than an index likes. */
    endpointHash: bytea('endpoint_hash').notNull(),
    p256dh: varchar('p256dh', { length: 100 }).notNull(),
    auth: varchar('auth', { length: 40 }).notNull(),
    /** The VAPID key that it was made for: only the provider with this key can write to it. */
    applicationKey: varchar('application_key', { length: 100 }).notNull(),
    userAgent: varchar('user_agent', { length: 300 }),
    createdAt: createdAt(),
    lastOkAt: at('last_ok_at'),
    endedAt: at('ended_at'),
    endReason: varchar('end_reason', { length: 20 }),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    uniqueIndex('push_subscriptions_endpoint')
      .on(t.tenantId, t.endpointHash)
      .where(sql`ended_at is null`),
    index('push_subscriptions_contact').on(t.tenantId, t.contactId),
    contactFk(t),
    check('push_subscriptions_end_reason', oneOf('end_reason', endReasons)),
    check('push_subscriptions_ended', sql`(ended_at is null) = (end_reason is null)`),
  ],
);
