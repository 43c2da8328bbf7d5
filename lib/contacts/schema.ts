import { z } from 'zod';
import { suppressionReasons } from '@/lib/pipeline/vocabulary';
import { cursorInput, pageOf, pageSize } from '@/lib/platform/cursor';
import { typedZone } from '@/lib/platform/zones';
import { attributeKeyPattern, limits } from './limits';
import { channels, consentSources, consentSubjects, contactStatuses } from './vocabulary';

const text = (max: number) => z.string().trim().max(max, `is over ${max} characters`);
const optional = (max: number) =>
  text(max)
    .transform((v) => (v === '' ? null : v))
    .nullish();

export const attributeKey = z
  .string()
  .regex(
    attributeKeyPattern,
    `must start with a letter and hold letters, digits and _ only, at most ${limits.attributeKey}`,
  );
export const attributeValue = z.union([z.string().max(limits.attributeText), z.number(), z.boolean()]);
export const attributes = z
  .record(attributeKey, attributeValue.nullable())
  .refine((a) => Object.keys(a).length <= limits.attributes, `holds more than ${limits.attributes} keys`);
export const tagNames = z.array(text(limits.tag).min(1)).max(limits.tags);

const fields = {
  email: optional(limits.email),
  phone: optional(limits.phone),
  firstName: optional(limits.name),
  lastName: optional(limits.name),
  externalId: optional(limits.externalId),
  language: optional(limits.language),
  country: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^([A-Z]{2})?$/, 'must be a two-letter country code, such as GB')
    .transform((v) => v || null)
    .nullish(),
  timeZone: optional(limits.timeZone).pipe(typedZone.nullish()),
  attributes: attributes.optional(),
  tags: tagNames.optional(),
};

const consentFields = z.object({
  channel: z.enum(channels),
  purpose: z.enum(consentSubjects).default('marketing'),
  topicId: z.uuid().optional().describe('With the purpose topic: which one of the organisation’s topics.'),
  granted: z.boolean(),
  source: z.enum(consentSources).default('manual'),
  sourceDetail: text(300).optional(),
});
type Subject = { purpose: string; topicId?: string | undefined };
const namesItsTopic = ({ purpose, topicId }: Subject) => (purpose === 'topic') === Boolean(topicId);
const wrongTopic = { path: ['topicId'], message: 'goes with the purpose topic, and only with it' };
export const ConsentInput = consentFields.refine(namesItsTopic, wrongTopic);
export const ConsentSet = consentFields.extend({ id: z.uuid() }).refine(namesItsTopic, wrongTopic);

export const DoNotContact = z.object({
  id: z.uuid(),
  /** True: nothing any more. False: they may be contacted again, as far as consent allows. */
  on: z.boolean(),
  /** All of them when left out. */
  channels: z.array(z.enum(channels)).min(1, 'names none; leave it out for all').optional(),
  /** How we know. */
  note: text(300).optional(),
});

export const ContactCreate = z.object({ ...fields, consents: z.array(ConsentInput).max(20).optional() });
export const ContactUpdate = z.object({
  id: z.uuid(),
  version: z.coerce.number().int().optional(),
  status: z.enum(contactStatuses).optional(),
  ...fields,
  /** Checked against what stands: one that is none may stay. */
  timeZone: optional(limits.timeZone),
});
export const ZoneTyped = z.object({ timeZone: typedZone });
export const ContactRef = z.object({ id: z.uuid() });
export const ContactRefs = z.object({
  ids: z.array(z.uuid()).min(1, 'names no contact').max(1000, 'names more than 1,000 contacts'),
});

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
    /** Channels on which they want nothing, whatever it is for. */
    doNotContact: z.array(z.enum(channels)),
    /** Channels on which their address or number is on the list of suppressions, and for which reason. */
    suppressed: z.partialRecord(z.enum(channels), z.enum(suppressionReasons)),
    source: z.string().nullable(),
    version: z.number().int(),
    lastActivityAt: z.iso.datetime().nullable(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    /** Null unless the contact was deleted; it can be brought back for 30 days. */
    deletedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Contact' });
export type Contact = z.infer<typeof Contact>;

/** A deleted contact that cannot come back, and who has its address or external id by now. */
export const RestoreConflict = z
  .object({
    id: z.string(),
    displayName: z.string(),
    field: z.enum(['email', 'externalId']),
    holder: z.object({ id: z.string(), displayName: z.string() }),
  })
  .meta({ id: 'RestoreConflict' });

export const ContactList = z.object({
  q: z.string().trim().max(200).optional(),
  tag: z.string().max(60).optional(),
  /** `deleted` lists who was deleted in the last 30 days, newest deletion first, whatever the sort. */
  status: z.enum([...contactStatuses, 'deleted']).default('active'),
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
