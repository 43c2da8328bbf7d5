import { z } from 'zod';

const written =
  /^(\d{4}-\d\d-\d\d)(?:[T ]((?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?)(Z|[+-](?:0\d|1[0-4]):?[0-5]\d)?)?$/i;
const problem =
  'expires_at must be a date such as 2027-03-31, an instant such as 2027-03-31T12:00:00Z, or empty for good';

/** When an entry of a file ends, in ISO form; a day is in until it is over, a time without a zone is UTC. Null: it does not end. Pure. */
export function endOf(text: string): { at: string | null } | { problem: string } {
  if (text === '') return { at: null };
  const [, day, time, zone] = written.exec(text) ?? [];
  if (!day || !z.iso.date().safeParse(day).success) return { problem };
  const from = new Date(`${day}T${time ?? '00:00'}${(zone ?? 'Z').replace(/^([+-]\d\d)(\d\d)$/, '$1:$2')}`);
  if (Number.isNaN(from.getTime())) return { problem };
  // The last year that can be written means no end.
  if (from.getUTCFullYear() >= 9999) return { at: null };
  return { at: (time ? from : new Date(from.getTime() + 86_400_000)).toISOString() };
}
