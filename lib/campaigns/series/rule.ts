import * as rrule from 'rrule';
import type { CampaignRecurrence } from '@/db/schema';
import { instantOf, wallFrom, wallOf } from '@/lib/platform/zones';

// The package is CommonJS to Node and a module to bundlers.
const { RRule } = (rrule as { default?: typeof rrule }).default ?? rrule;

const year = 366 * 86_400_000;
/** A rule that names no day in so long a time (30 February) has no more. */
const horizon = 10 * year;
const parts = new Set(['FREQ', 'INTERVAL', 'COUNT', 'UNTIL', 'BYDAY', 'BYMONTHDAY', 'BYMONTH', 'BYSETPOS', 'WKST']);
const often = new Set(['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY']);

/** What is wrong with a rule of RFC 5545, in words; null: it can be used. Rules that repeat within a day are refused. */
export function wrongRule(rule: string): string | null {
  const given = rule.split(';').map((part) => part.split('='));
  const unknown = given.find(([name]) => !parts.has(name ?? ''));
  if (unknown) return `has ${unknown[0] || 'an empty part'}, which is none of ${[...parts].join(', ')}`;
  const of = new Map(given.map(([name = '', value = '']) => [name, value]));
  if (of.size !== given.length) return 'names a part twice';
  if (!often.has(of.get('FREQ') ?? '')) return `needs FREQ to be one of ${[...often].join(', ')}`;
  const interval = Number(of.get('INTERVAL') ?? 1);
  if (!Number.isInteger(interval) || interval < 1 || interval > 400) return 'needs INTERVAL to be from 1 to 400';
  const count = of.get('COUNT');
  if (count !== undefined && !/^[1-9]\d{0,3}$/.test(count)) return 'needs COUNT to be from 1 to 9999';
  const until = of.get('UNTIL');
  if (until !== undefined && !/^\d{8}(T\d{6}Z?)?$/.test(until)) return 'needs UNTIL to look like 20261231';
  if (count !== undefined && until !== undefined) return 'has both COUNT and UNTIL; give one';
  try {
    const options = RRule.parseString(rule);
    RRule.optionsToString(new RRule({ ...options, dtstart: new Date(0), count: 1 }).origOptions);
    return null;
  } catch {
    return 'is no rule of RFC 5545, like FREQ=WEEKLY;BYDAY=MO';
  }
}

/** A day that ends a rule counts to its last minute. */
function endOf(until: Date | null | undefined, rule: string): Date | undefined {
  if (!until) return undefined;
  return /UNTIL=\d{8}(;|$)/.test(rule) ? new Date(until.getTime() + 86_399_000) : until;
}

/** The next `limit` times after an instant, each at the same hour of the clock on the wall; fewer when the rule ends. */
export function occurrences({ rule, start, timeZone }: CampaignRecurrence, after: Date, limit: number): Date[] {
  const options = RRule.parseString(rule);
  const dtstart = new Date(wallFrom(start));
  const wall = wallOf(after.getTime(), timeZone);
  const last = new Date(Math.max(wall, dtstart.getTime()) + horizon);
  const end = endOf(options.until, rule);
  const all = new RRule({ ...options, dtstart, until: end && end < last ? end : last });
  const found: Date[] = [];
  // An hour that comes twice is on the wall before `after` and may lie behind it: the look begins a day before.
  let from = new Date(wall - 86_400_000);
  for (let inclusive = true; found.length < limit; inclusive = false) {
    const next = all.after(from, inclusive);
    if (!next) break;
    from = next;
    const at = new Date(instantOf(next.getTime(), timeZone));
    if (at > after) found.push(at);
  }
  return found;
}

/** The rule as a person would say it: "every week on Monday". */
export function inWords(rule: string): string {
  return new RRule(RRule.parseString(rule)).toText();
}
