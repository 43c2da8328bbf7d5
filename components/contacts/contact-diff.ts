import type { Contact } from '@/lib/contacts/schema';
import { contactLabels } from './contact-input';

export type Difference = { field: string; label: string; before: string; now: string };

const shown = ['firstName', 'lastName', 'email', 'phone', 'externalId', 'country', 'language', 'timeZone'] as const;
const words = (value: string | number | boolean | null | undefined): string =>
  value === null || value === undefined || value === '' ? '–' : String(value);

/** What somebody else changed in a contact between two versions, field by field. */
export function contactDiff(before: Contact, now: Contact): Difference[] {
  const plain = shown.map((field) => ({
    field,
    label: contactLabels[field] ?? field,
    before: words(before[field]),
    now: words(now[field]),
  }));
  const keys = [...new Set([...Object.keys(before.attributes), ...Object.keys(now.attributes)])];
  const attributes = keys.map((key) => ({
    field: `attributes.${key}`,
    label: key,
    before: words(before.attributes[key]),
    now: words(now.attributes[key]),
  }));
  const tags = { field: 'tags', label: 'Tags', before: words(before.tags.join(', ')), now: words(now.tags.join(', ')) };
  return [...plain, tags, ...attributes].filter((each) => each.before !== each.now);
}
