import { sql } from 'drizzle-orm';
import { customType, jsonb, timestamp, uuid, varchar } from 'drizzle-orm/pg-core';

/** The tenant's immutable slug; first column of every key. */
export const tenantId = () => varchar('tenant_id', { length: 100 }).notNull();
export const id = () =>
  uuid('id')
    .notNull()
    .default(sql`uuidv7()`);
export const at = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });
export const createdAt = () => at('created_at').notNull().defaultNow();
export const updatedAt = () => at('updated_at').notNull().defaultNow();
export const timestamps = () => ({ createdAt: createdAt(), updatedAt: updatedAt() });
/** Soft deletion: the row is hidden at once and purged after 30 days. */
export const deletedAt = () => at('deleted_at');
/** `col in ('a','b')` for a check constraint over a vocabulary. */
export const oneOf = (column: string, values: readonly string[]) =>
  sql.raw(`${column} in (${values.map((v) => `'${v}'`).join(', ')})`);

export const bytea = customType<{ data: Buffer; driverData: Uint8Array }>({
  dataType: () => 'bytea',
  fromDriver: (value) => Buffer.from(value),
});

/** Of a template version, what only one channel has: what WhatsApp approved; where a notification leads, and its picture. */
export const channelContent = () => ({
  approved: jsonb('approved').$type<{ name: string; language: string; parameters: string[] }>(),
  push: jsonb('push').$type<{ url: string; icon: string }>(),
});
