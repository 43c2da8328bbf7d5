import type { z } from 'zod';
import type { ContactCreate } from '@/lib/contacts/schema';
import type { AttributeType } from '@/lib/contacts/vocabulary';
import { formText } from '../form/form-text';

export type ContactInput = z.input<typeof ContactCreate>;
export type AttributeDef = { key: string; label: string; type: AttributeType };
export type AttributeRow = { id: number; key: string; value: string };
type Value = string | number | boolean;

/** "donor, mentor" → two tags. */
export const readTags = (raw: string): string[] => [
  ...new Set(
    raw
      .split(/[,;\n]/)
      .map((tag) => tag.trim())
      .filter(Boolean),
  ),
];

/** What was typed as the value that the attribute holds; null when it does not fit the type. */
export function readValue(raw: string, type: AttributeType): Value | null {
  const trimmed = raw.trim();
  if (type === 'number') return trimmed !== '' && Number.isFinite(Number(trimmed)) ? Number(trimmed) : null;
  if (type === 'boolean') return trimmed === 'true' ? true : trimmed === 'false' ? false : null;
  if (type === 'date') return /^\d{4}-\d{2}-\d{2}$/.test(trimmed) ? trimmed : null;
  return trimmed;
}

/** Rows with a key and a value; those of `before` that are gone become null, which removes them. A wrong value is named. */
export function readAttributes(
  rows: readonly AttributeRow[],
  definitions: readonly AttributeDef[],
  before: Record<string, Value> = {},
) {
  const attributes: Record<string, Value | null> = Object.fromEntries(Object.keys(before).map((key) => [key, null]));
  const fields: Record<string, string> = {};
  for (const row of rows) {
    const key = row.key.trim();
    if (!key || row.value.trim() === '') continue;
    const type = definitions.find((definition) => definition.key === key)?.type ?? 'text';
    const value = readValue(row.value, type);
    if (value === null)
      fields[`attributes.${key}`] = type === 'date' ? 'needs a date such as 2026-05-31' : `needs a ${type}`;
    else attributes[key] = value;
  }
  return { attributes, fields };
}

const plain = ['email', 'phone', 'firstName', 'lastName', 'externalId', 'language', 'country', 'timeZone'] as const;

/** The form's fields as the verb takes them; what is empty is sent as empty, which clears it. */
export function readContact(form: FormData): ContactInput {
  return {
    ...Object.fromEntries(plain.map((name) => [name, formText(form, name)])),
    tags: readTags(formText(form, 'tags')),
    ...(form.get('consent') === 'on'
      ? {
          consents: [
            {
              channel: 'email' as const,
              purpose: 'marketing' as const,
              granted: true,
              source: 'manual' as const,
              sourceDetail: formText(form, 'consentDetail'),
            },
          ],
        }
      : {}),
  };
}

export const contactLabels: Record<string, string> = {
  email: 'Email',
  phone: 'Phone',
  firstName: 'First name',
  lastName: 'Last name',
  externalId: 'External id',
  language: 'Language',
  country: 'Country',
  timeZone: 'Time zone',
  tags: 'Tags',
  consentDetail: 'Where they agreed',
};
