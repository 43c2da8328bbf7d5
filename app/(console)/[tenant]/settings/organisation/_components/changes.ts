import type { Organisation } from '@/lib/organisation/schema';

export type Changeable = Pick<Organisation, 'name' | 'timeZone' | 'country'>;

/** What was entered and differs from what was loaded: the rest is not sent, and stays as it is by now. */
export function changesOf(loaded: Changeable, entered: Partial<Changeable>): Partial<Changeable> {
  const differs = (field: keyof Changeable) => entered[field] !== undefined && entered[field].trim() !== loaded[field];
  return {
    ...(differs('name') ? { name: entered.name } : {}),
    ...(differs('timeZone') ? { timeZone: entered.timeZone } : {}),
    ...(differs('country') ? { country: entered.country } : {}),
  };
}
