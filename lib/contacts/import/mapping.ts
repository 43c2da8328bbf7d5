import { z } from 'zod';
import { attributeKeyPattern } from '../limits';
import { attributeTypes } from '../vocabulary';
import { guessColumns } from './columns';
import { consentOfTarget, consentTargets } from './consent';
import { dateOrders, decimalMarks, guessDateOrder, guessDecimal } from './values';

export const fixedTargets = [
  'email',
  'phone',
  'firstName',
  'lastName',
  'fullName',
  'tags',
  'externalId',
  'language',
  'timeZone',
  'country',
  ...consentTargets,
  'ignore',
] as const;
export type FixedTarget = (typeof fixedTargets)[number];

export const importKeys = ['email', 'externalId', 'phone'] as const;
export type ImportKey = (typeof importKeys)[number];

/** `attributes.` and a key that Liquid and segments can name. */
export const attributeTarget = new RegExp(`^attributes\\.${attributeKeyPattern.source.slice(1)}`);

const target = z.union([
  z.enum(fixedTargets),
  z
    .string()
    .regex(attributeTarget, `use ${fixedTargets.join(', ')} or attributes.<key> (letters, digits, underscore)`)
    .transform((text) => text as `attributes.${string}`),
]);

const column = z.object({
  /** Title of the column, or its position from 0. */
  column: z.union([z.string().min(1).max(1000), z.number().int().min(0).max(999)]),
  target,
  /** Type of an attribute (default text). */
  type: z.enum(attributeTypes).optional(),
  decimal: z.enum(decimalMarks).optional(),
  dateOrder: z.enum(dateOrders).optional(),
});

/** A mapping that somebody is still at: well-formed, though two columns may have one target and the key none. */
export const draftMapping = z.object({
  columns: z.array(column).min(1).max(1000),
  key: z.enum(importKeys).default('email'),
  /** ISO 3166 code for phone numbers written without a country code. */
  defaultCountry: z
    .string()
    .regex(/^[A-Z]{2}$/, 'use a two-letter country code such as DE')
    .nullish(),
  /** update: the file's values win; keep: contacts that exist stay as they are. */
  onConflict: z.enum(['update', 'keep']).default('update'),
  tagSeparator: z.string().min(1).max(3).default(','),
});

/** What each column of a file means and how its rows meet contacts that exist. Columns not named are ignored. */
export const importMapping = draftMapping.superRefine((mapping, issues) => {
  const seen = new Set<string>();
  mapping.columns.forEach(({ target }, i) => {
    if (seen.has(target)) {
      issues.addIssue({
        code: 'custom',
        path: ['columns', i, 'target'],
        message: `two columns go to ${target}; ignore one`,
      });
    }
    if (target !== 'ignore' && target !== 'tags' && !consentOfTarget(target)) seen.add(target);
  });
  if (!seen.has(mapping.key)) {
    issues.addIssue({
      code: 'custom',
      path: ['key'],
      message: `no column goes to ${mapping.key}, the key; map one to it`,
    });
  }
});
export type ImportMapping = z.infer<typeof importMapping>;
export type ImportMappingInput = z.input<typeof importMapping>;
export type MappingColumn = ImportMapping['columns'][number];

/** A mapping to start from. It names columns by position, so that equal titles do no harm; it may lack a key column. */
export function suggestMapping(titles: string[], sample: string[][]): ImportMapping {
  const guesses = guessColumns(titles, sample);
  const targets = new Set(guesses.map((guess) => guess.target));
  const columns = guesses.map((guess): MappingColumn => {
    const cells = sample.map((row) => row[guess.index] ?? '').filter((cell) => cell.trim() !== '');
    const target = guess.target as MappingColumn['target'];
    if (!target.startsWith('attributes.')) return { column: guess.index, target };
    if (guess.type === 'number') return { column: guess.index, target, type: 'number', decimal: guessDecimal(cells) };
    if (guess.type === 'date') return { column: guess.index, target, type: 'date', dateOrder: guessDateOrder(cells) };
    return { column: guess.index, target, type: guess.type === 'boolean' ? 'boolean' : 'text' };
  });
  const tagCells = sample.map((row) => row[guesses.find((guess) => guess.target === 'tags')?.index ?? -1] ?? '');
  return {
    columns,
    key: importKeys.find((key) => targets.has(key)) ?? 'email',
    defaultCountry: null,
    onConflict: 'update',
    tagSeparator: [';', '|', ','].find((mark) => tagCells.some((cell) => cell.includes(mark))) ?? ',',
  };
}
