import { z } from 'zod';
import { suppressedChannels, suppressionReasons } from '@/lib/pipeline/vocabulary';
import { cursorInput, pageOf, pageSize } from '@/lib/platform/cursor';

const count = z.number().int();
const instant = z.iso.datetime();
const note = z.string().trim().max(300, 'is over 300 characters');

export const Suppression = z
  .object({
    id: z.string(),
    /** One of the two. */
    email: z.string().nullable(),
    /** E.164. */
    phone: z.string().nullable(),
    /** Of a number: the channel that it is stopped on, or all that go there. */
    channel: z.enum(suppressedChannels),
    reason: z.enum(suppressionReasons),
    /** The server's words, or what a person wrote. */
    detail: z.string().nullable(),
    /** Who put it here; null: it came back by itself. */
    createdBy: z.string().nullable(),
    createdAt: instant,
    /** Ends by itself then; null: only by hand. */
    expiresAt: instant.nullable(),
    /** A contact who has this address or number now. */
    contact: z.object({ id: z.string(), name: z.string() }).nullable(),
  })
  .meta({ id: 'Suppression' });
export type Suppression = z.output<typeof Suppression>;

/** What stands on the list. */
export const suppressionKinds = ['email', 'phone'] as const;
export type SuppressionKind = (typeof suppressionKinds)[number];
const kind = z.enum(suppressionKinds).optional();

export const SuppressionFilter = z.object({
  /** A part of the address or number. */
  q: z.string().trim().max(320, 'is over 320 characters').optional(),
  reason: z.enum(suppressionReasons).optional(),
  kind,
});
export const SuppressionCountInput = z.object({ kind });
export const SuppressionList = SuppressionFilter.extend({ cursor: cursorInput, limit: pageSize });
export const SuppressionPage = pageOf(Suppression).meta({ id: 'SuppressionPage' });
export const SuppressionCounts = z
  .object({ reasons: z.array(z.object({ reason: z.enum(suppressionReasons), addresses: count })) })
  .meta({ id: 'SuppressionCounts' });

const anAddress = z.string().trim().min(1, 'is empty').max(1000, 'is over 1,000 characters').optional();
/** Either an address or a number. */
export const SuppressionAdd = z.object({
  email: anAddress,
  /** With its country code. */
  phone: anAddress,
  /** Of a number; absent: all that go there. */
  channel: z.enum(suppressedChannels).optional(),
  /** Why, in words. */
  detail: note.min(3, 'Say in a few words why nothing may be sent there.'),
  /** Ends after so many days; absent: only by hand. */
  days: z.coerce.number().int().min(1).max(3650, 'is over ten years').optional(),
});
export const SuppressionRemove = z.object({
  id: z.uuid(),
  /** Why it may be written to again; kept in the audit log. */
  note: note.min(3, 'Say in a few words why it may be written to again.'),
  /** Of a complaint: its address or number, typed out. */
  confirm: z.string().max(1000).optional(),
});

export const maxImportBytes = 20 * 1024 * 1024;
export const maxProblems = 1000;
export const SuppressionImport = z.object({
  file: z
    .instanceof(Uint8Array)
    .refine((bytes) => bytes.length <= maxImportBytes, 'is over 20 MB; cut it into several files'),
});
export const SuppressionsImported = z
  .object({
    /** Rows: total = added + existing + invalid */
    total: count,
    /** An address or number of theirs is on the list now, or stands longer than it did. */
    added: count,
    /** On the list for this reason already and as long, twice in the file, or over by their own expires_at. */
    existing: count,
    invalid: count,
    /** Of those that were added or existed: rows with an address and a number, one of which could not be read. */
    partial: count,
    /** Of those that were added or existed: rows whose reason is no word that is understood, and which stand as `manual`. */
    byHand: count,
    /** The first 1,000 rows that were not taken, not wholly, or not by the reason that they name. */
    problems: z.array(z.object({ line: count, value: z.string(), problem: z.string() })),
    /** The titles of columns that were not read, 20 at most. */
    unread: z.array(z.string()),
  })
  .meta({ id: 'SuppressionsImported' });
export type SuppressionsImported = z.output<typeof SuppressionsImported>;

const whole = (min: number, max: number) =>
  z.coerce.number().int('must be a whole number').min(min, `is under ${min}`).max(max, `is over ${max}`);
export const BounceSettings = z
  .object({
    /** So many soft bounces in a row suppress an address. */
    softLimit: whole(1, 20),
    /** Older ones are forgotten, in days. */
    softWindowDays: whole(1, 365),
    /** Days until such a suppression ends by itself. */
    expireDays: whole(1, 3650),
  })
  .meta({ id: 'BounceSettings' });
export type BounceSettings = z.output<typeof BounceSettings>;
