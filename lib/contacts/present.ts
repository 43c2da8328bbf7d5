import type { z } from 'zod';
import type { contacts } from '@/db/schema';
import type { Contact } from './schema';
import type { Channel } from './vocabulary';

export type ContactRow = typeof contacts.$inferSelect;

export interface ContactExtras {
  tags: string[];
  consent: Record<string, boolean | null>;
  doNotContact: Channel[];
  suppressed: Contact['suppressed'];
}

/** The row as the outside sees it: instants in ISO, no storage columns. */
export const presentContact = (row: ContactRow, extras: ContactExtras): z.input<typeof Contact> => ({
  id: row.id,
  displayName: row.displayName,
  email: row.email,
  phone: row.phoneE164,
  firstName: row.firstName,
  lastName: row.lastName,
  externalId: row.externalId,
  status: row.status as Contact['status'],
  language: row.language,
  country: row.country,
  timeZone: row.timeZone,
  attributes: row.attributes,
  tags: extras.tags,
  consent: extras.consent,
  doNotContact: extras.doNotContact,
  suppressed: extras.suppressed,
  source: row.source,
  version: row.version,
  lastActivityAt: row.lastActivityAt?.toISOString() ?? null,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
  deletedAt: row.deletedAt?.toISOString() ?? null,
});
