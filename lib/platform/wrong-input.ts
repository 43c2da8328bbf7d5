import type { z } from 'zod';

type Raw = z.core.$ZodRawIssue;
type Issue = z.core.$ZodIssue;

const few = 15;
const shapeless = 'has an unknown shape';
const unknownKey = 'is not known here';

const types: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  bigint: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  set: 'a list',
  tuple: 'a list',
  object: 'an object',
  record: 'an object',
  map: 'an object',
  date: 'a date',
  null: 'null',
};

const formats: Record<string, string> = {
  uuid: 'is not an id of ours (a UUID)',
  guid: 'is not an id of ours (a UUID)',
  email: 'is not an email address',
  url: 'is not a URL such as https://example.org',
  datetime: 'is not an instant such as 2026-01-31T09:00:00Z',
  date: 'is not a date such as 2026-01-31',
  time: 'is not a time of day such as 09:00',
  json_string: 'is not JSON',
};

const oneOf = (words: readonly unknown[]): string =>
  words.length > few
    ? 'is not one of the values allowed here'
    : `must be ${words.length === 1 ? '' : 'one of '}${words.map(String).join(', ')}`;

function bound(issue: Extract<Raw, { code: 'too_small' | 'too_big' }>): string {
  const isSmall = issue.code === 'too_small';
  const limit = isSmall ? issue.minimum : issue.maximum;
  const counted: Record<string, string> = {
    string: 'character',
    array: 'entr',
    set: 'entr',
    map: 'entr',
    file: 'byte',
  };
  const thing = counted[issue.origin];
  if (thing) {
    const unit =
      thing === 'entr' ? (Number(limit) === 1 ? 'entry' : 'entries') : Number(limit) === 1 ? thing : `${thing}s`;
    if (issue.exact) return `must have exactly ${limit} ${unit}`;
    if (isSmall && Number(limit) === 1) return 'is empty';
    return isSmall ? `needs at least ${limit} ${unit}` : `may have at most ${limit} ${unit}`;
  }
  const value = issue.origin === 'date' ? new Date(Number(limit)).toISOString() : String(limit);
  if (issue.inclusive === false) return `must be ${isSmall ? 'more' : 'less'} than ${value}`;
  return isSmall ? `must be at least ${value}` : `may be at most ${value}`;
}

function format(issue: Extract<Raw, { code: 'invalid_format' }>): string {
  const known = formats[issue.format];
  if (known) return known;
  if (issue.format === 'starts_with') return `must start with "${String(issue['prefix'])}"`;
  if (issue.format === 'ends_with') return `must end with "${String(issue['suffix'])}"`;
  if (issue.format === 'includes') return `must contain "${String(issue['includes'])}"`;
  if (issue.format === 'regex') return `has the wrong form; it must match ${String(issue.pattern)}`;
  return `is not in the form ${issue.format}`;
}

/** What a value should have been, in words that follow the name of its field; for schemas that do not say it themselves. */
export const plainWords = (issue: Raw): string => {
  const isMissing = issue.input === undefined;
  switch (issue.code) {
    case 'invalid_type':
      if (isMissing) return 'is missing';
      return issue.expected === 'never' || issue.expected === 'undefined'
        ? 'must be left out'
        : `must be ${types[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return isMissing ? `is missing; it ${oneOf(issue.values)}` : oneOf(issue.values);
    case 'too_small':
    case 'too_big':
      return bound(issue);
    case 'invalid_format':
      return format(issue);
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    case 'unrecognized_keys':
      return unknownKey;
    case 'invalid_union':
      if (issue.discriminator && Array.isArray(issue.options)) return oneOf(issue.options);
      return isMissing ? 'is missing' : shapeless;
    case 'invalid_key':
      return `is not allowed as a name: ${issue.issues[0]?.message ?? 'it is not known'}`;
    default:
      return 'is not valid';
  }
};

/** How near a branch of a union came: one of another type is far, one of another word nearer, one wrong inside nearest. */
function nearness(branch: readonly Issue[]): number {
  const top = branch.filter((issue) => issue.path.length === 0);
  if (top.some((issue) => issue.code === 'invalid_type')) return 0;
  return top.some((issue) => issue.code === 'invalid_value') ? 1 : 2;
}

type Found = { path: readonly PropertyKey[]; message: string };

function* spread(issue: Issue, above: readonly PropertyKey[]): Generator<Found> {
  const path = [...above, ...issue.path];
  if (issue.code === 'unrecognized_keys' && issue.message === unknownKey) {
    for (const key of issue.keys.slice(0, 20)) yield { path: [...path, key.slice(0, 60)], message: unknownKey };
    return;
  }
  if (issue.code !== 'invalid_union' || issue.message !== shapeless || issue.errors.length === 0) {
    yield { path, message: issue.message };
    return;
  }
  const best = Math.max(...issue.errors.map(nearness));
  const near = issue.errors.filter((branch) => nearness(branch) === best);
  if (best > 0) {
    const [branch] = near.sort((a, b) => a.length - b.length);
    for (const inner of branch ?? []) yield* spread(inner, path);
    return;
  }
  const wanted = near.flat().filter((inner) => inner.path.length === 0 && inner.message.startsWith('must be '));
  const words = [...new Set(wanted.map((inner) => inner.message.slice('must be '.length)))];
  yield { path, message: words.length > 0 ? `must be ${words.join(' or ')}` : shapeless };
}

/** Reads `raw`, or tells by path what is wrong with each field. */
export function readInput<S extends z.ZodType>(
  schema: S,
  raw: unknown,
): { data: z.output<S> } | { fields: Record<string, string> } {
  const result = schema.safeParse(raw, { error: plainWords });
  if (result.success) return { data: result.data };
  const fields: Record<string, string> = {};
  for (const issue of result.error.issues)
    for (const { path, message } of spread(issue, [])) fields[path.map(String).join('.') || 'input'] ??= message;
  return { fields };
}
