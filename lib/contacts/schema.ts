import { z } from 'zod';
import { cursorInput, pageOf, pageSize } from '@/lib/platform/cursor';
import { channels, consentSources, contactStatuses, purposes } from './vocabulary';

const text = (max: number) => z.string().trim().max(max, `is over ${max} characters`);
const optional = (max: number) =>
  text(max)
    .transform((v) => (v === '' ? null : v))
    .nullish();

export const attributeKey = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_]{0,59}$/, 'must start with a letter and hold letters, digits and _ only, at most 60');
export const attributeValue = z.union([z.string().max(2000), z.number(), z.boolean()]);
export const attributes = z
  .record(attributeKey, attributeValue.nullable())
  .refine((a) => Object.keys(a).length <= 200, 'holds more than 200 keys');
export const tagNames = z.array(text(60).min(1)).max(50);

const fields = {
  email: optional(320),
  phone: optional(50),
  firstName: optional(100),
  lastName: optional(100),
  externalId: optional(200),
  language: optional(35),
  country: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^([A-Z]{2})?$/, 'must be a two-letter country code, such as GB')
    .transform((v) => v || null)
    .nullish(),
  timeZone: optional(60),
  attributes: attributes.optional(),
  tags: tagNames.optional(),
};

export const ConsentInput = z.object({
  channel: z.enum(channels),
  purpose: z.enum(purposes).default('marketing'),
  granted: z.boolean(),
  source: z.enum(consentSources).default('manual'),
  sourceDetail: text(300).optional(),
});

export const ContactCreate = z.object({ ...fields, consents: z.array(ConsentInput).max(20).optional() });
export const ContactUpdate = z.object({
  id: z.uuid(),
  version: z.coerce.number().int().optional(),
  status: z.enum(contactStatuses).optional(),
  ...fields,
});
export const ContactRef = z.object({ id: z.uuid() });

export const Contact = z
  .object({
    id: z.string(),
    displayName: z.string(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    firstName: z.string().nullable(),
    lastName: z.string().nullable(),
    externalId: z.string().nullable(),
    status: z.enum(contactStatuses),
    language: z.string().nullable(),
    country: z.string().nullable(),
    timeZone: z.string().nullable(),
    attributes: z.record(z.string(), attributeValue),
    tags: z.array(z.string()),
    /** May we write for marketing, as the ledger of consent stands; null: never asked. */
    consent: z.record(z.string(), z.boolean().nullable()),
    source: z.string().nullable(),
    version: z.number().int(),
    lastActivityAt: z.iso.datetime().nullable(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Contact' });
export type Contact = z.infer<typeof Contact>;

export const ContactList = z.object({
  q: z.string().trim().max(200).optional(),
  tag: z.string().max(60).optional(),
  status: z.enum(contactStatuses).default('active'),
  segmentId: z.uuid().optional(),
  sort: z.enum(['name', 'newest']).default('name'),
  cursor: cursorInput,
  limit: pageSize,
});
export const ContactPage = pageOf(Contact)
  .extend({
    /** Exact up to 10,000; more is 10,000 with `approximate`. Null for a search that does not fit one page: nobody counted. */
    total: z.number().int().nullable(),
    approximate: z.boolean(),
    /** Which engine answered; `postgres` is the simple search. */
    engine: z.enum(['postgres', 'elasticsearch']),
  })
  .meta({ id: 'ContactPage' });
export type ContactPage = z.infer<typeof ContactPage>;
