import { z } from 'zod';
import { zoneNamed } from '@/lib/platform/zones';
import type { Field } from './field';
import type { Op } from './vocabulary';

/** What can be compared with an attribute. */
export type Scalar = string | number | boolean;

export interface EngagementValue {
  /** Only in the last n days. */
  withinDays?: number;
  /** Only messages of this campaign. */
  campaignId?: string;
  /** At least n messages (default 1). */
  atLeast?: number;
}

const storable = (text: string) => !/[\u0000\p{Surrogate}]/u.test(text);
const text = z
  .string('needs a text')
  .min(1, 'is empty; use is_not_set to find those without a value')
  .max(500, 'is over 500 characters')
  .refine(storable, 'holds a character that cannot be stored');
/** By today's name, as contacts have it; what is no zone stays as it was typed. */
const zone = text.transform((typed) => zoneNamed(typed) ?? typed);
const word = text.max(200, 'is over 200 characters');
const scalar = z.union([text, z.number(), z.boolean()], 'needs a text, a number, true or false');
const number = z.number('needs a number');
const days = z
  .number('needs a number of days')
  .int('needs whole days')
  .min(1, 'needs at least 1 day')
  .max(36_500, 'is over 100 years');
const day = z.string('needs a date such as 2024-12-31').refine(isDay, 'needs a date such as 2024-12-31');
const listed = <T extends z.ZodType>(item: T, max: number) =>
  z.preprocess(
    (value) => (Array.isArray(value) || value === undefined ? value : [value]),
    z.array(item, 'needs a list').min(1, 'needs at least one value').max(max, `holds more than ${max} values`),
  );

/** As the database writes it, by which it is found again: clients write it in capitals too. */
const idOf = (what: string) => z.uuid(`needs the id of a ${what}`).transform((id) => id.toLowerCase());
const topics = listed(idOf('topic'), 20);

const engagement = z
  .strictObject({
    withinDays: days.optional(),
    campaignId: idOf('campaign').optional(),
    atLeast: z.number().int().min(1).max(1000).optional(),
  })
  .default({});

function isDay(raw: string): boolean {
  if (!/^[12]\d{3}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2}))?$/.test(raw)) return false;
  const time = Date.parse(raw);
  return !Number.isNaN(time) && new Date(Date.parse(raw.slice(0, 10))).toISOString().startsWith(raw.slice(0, 10));
}

/** The schema of the value that an op takes on a field; null: it takes none. */
export function valueSchema(field: Field, op: Op): z.ZodType | null {
  const attribute = field.type === 'attribute';
  const one = attribute ? scalar : field.type === 'text' && field.column === 'time_zone' ? zone : text;
  switch (op) {
    case 'is':
    case 'is_not':
      return one;
    case 'contains':
    case 'not_contains':
    case 'starts_with':
      return word;
    case 'in':
    case 'not_in':
      if (field.type === 'segment') return listed(idOf('segment'), 20);
      return listed(one, 1000);
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return number;
    case 'between':
      return attribute
        ? z.union([z.tuple([number, number]), z.tuple([day, day])], 'needs two numbers or two dates')
        : z.tuple([day, day], 'needs two dates such as 2024-12-31');
    case 'before':
    case 'after':
      return day;
    case 'within_days':
    case 'older_than_days':
      return days;
    case 'has_any':
    case 'has_all':
    case 'has_none':
      return listed(word.max(60, 'is over 60 characters'), 50);
    case 'did':
    case 'did_not':
      return engagement;
    case 'granted':
    case 'not_granted':
    case 'left':
    case 'never_asked':
      return field.type === 'topic' ? topics : null;
    case 'is_set':
    case 'is_not_set':
      return null;
  }
}
