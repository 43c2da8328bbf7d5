import { z } from 'zod';
import { cursorInput, pageOf, pageSize } from '@/lib/platform/cursor';
import { columnTypes } from '../import/columns';
import { consentTargets } from '../import/consent';
import { csvFormat } from '../import/format';
import { draftMapping, importMapping } from '../import/mapping';
import { channels, importStatuses } from '../vocabulary';
import { readMapping } from './short-mapping';

export const ImportRef = z.object({ id: z.uuid() });

const whence = 'say where these people agreed to be written to, such as "Reunion sign-up form 2025"';
const source = z
  .string(`is missing: ${whence}`)
  .trim()
  .min(1, { error: `is missing: ${whence}`, abort: true })
  .min(3, `is too short: ${whence}`)
  .max(300, 'is over 300 characters');

/** The full mapping, or in short `{"Column title": "email", …}`. */
export const MappingInput = z.preprocess(readMapping, importMapping);

/** Channels for which the consent is written; address or number permitting. */
const consent = z.array(z.enum(channels)).max(channels.length);

/** What POST /imports takes in its query beside the file in its body. */
export const ImportUpload = z.object({
  consentSource: source,
  mapping: MappingInput.optional(),
  fileName: z.string().trim().min(1).max(255).default('contacts.csv'),
  consent: consent.default(['email']),
  /** Only upload and look: the import starts with POST /imports/{id}/start. */
  hold: z.stringbool().default(false),
});

/** The same for the verb, once the bytes are stored. */
export const ImportCreate = ImportUpload.extend({ uploadId: z.uuid() });
export const ImportStart = z.object({
  id: z.uuid(),
  mapping: MappingInput,
  consentSource: source,
  consent: consent.optional(),
});
/** An unfinished choice, kept as it is: it may lack its key or the consent source until the start. */
export const ImportMappingSave = z.object({
  id: z.uuid(),
  mapping: z.preprocess(readMapping, draftMapping),
  consentSource: z.string().trim().max(300, 'is over 300 characters').optional(),
  consent: consent.optional(),
});
/** How a held file is written, where it was taken wrongly; what is not said is found from the bytes. */
export const ImportReread = csvFormat
  .pick({ encoding: true, delimiter: true, header: true })
  .partial()
  .extend({ id: z.uuid() });
export const ImportDryRun = z.object({ id: z.uuid(), mapping: MappingInput, consent: consent.optional() });

const ColumnGuess = z.object({
  index: z.number().int(),
  title: z.string(),
  type: z.enum(columnTypes),
  target: z.string(),
  filled: z.number(),
  examples: z.array(z.string()),
  /** What the title says about consent; null when it is about something else. */
  consent: z.enum(consentTargets).nullable().default(null),
});

/** What was found out about the file: how to read it, its columns, first rows, and a mapping to start from. */
export const ImportFormat = csvFormat.extend({ columns: z.array(ColumnGuess), sample: z.array(z.array(z.string())) });
export type ImportFormat = z.infer<typeof ImportFormat>;

const count = z.number().int();

export const Import = z
  .object({
    id: z.string(),
    fileName: z.string(),
    fileBytes: count,
    status: z.enum(importStatuses),
    /** total = created + updated + skipped (unchanged, or repeated in the file) + failed. */
    rows: z.object({ total: count, created: count, updated: count, skipped: count, failed: count }),
    /** Rows that were kept although something in them was left out. */
    warnings: count,
    /** Bytes of the file that are done. */
    bytesDone: count,
    mapping: z.unknown().nullable(),
    format: ImportFormat.omit({ columns: true, sample: true }).nullable(),
    columns: z.array(ColumnGuess),
    sample: z.array(z.array(z.string())),
    consentSource: z.string().nullable(),
    /** Channels for which these people agreed. */
    consent: z.array(z.enum(channels)),
    /** In words: columns that seem to speak of consent and are not read so while the file gives it to everybody. */
    consentWarnings: z.array(z.string()),
    error: z.string().nullable(),
    jobId: z.string().nullable(),
    createdBy: z.string().nullable(),
    createdAt: z.iso.datetime(),
    startedAt: z.iso.datetime().nullable(),
    finishedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Import' });
export type Import = z.infer<typeof Import>;

export const ImportList = z.object({ cursor: cursorInput, limit: pageSize });
export const ImportPage = pageOf(Import).meta({ id: 'ImportPage' });

export const ImportProblem = z.object({
  line: count,
  severity: z.enum(['error', 'warning']),
  column: z.string(),
  value: z.string(),
  message: z.string(),
});
export const DryRun = z
  .object({
    rows: count,
    created: count,
    updated: count,
    unchanged: count,
    repeated: count,
    failed: count,
    warnings: count,
    /** True when the file has more rows than were tried. */
    sampled: z.boolean(),
    /** The first 50. */
    problems: z.array(ImportProblem),
    /** All of them, equal ones together: the 50 most frequent, what fails rows first. `lines` and `values` are the first ones. */
    groups: z.array(
      ImportProblem.pick({ severity: true, column: true, message: true }).extend({
        count,
        lines: z.array(count),
        values: z.array(z.string()),
      }),
    ),
    /** In words: columns that seem to speak of consent and are not read so while the file gives it to everybody. */
    consentWarnings: z.array(z.string()),
  })
  .meta({ id: 'ImportDryRun' });
export type DryRun = z.infer<typeof DryRun>;
