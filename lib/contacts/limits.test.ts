import { expect, it } from 'vitest';
import { attributeDefinitions, contacts, contactTags } from '@/db/schema';
import { contactReader } from './import/row';
import { importMapping } from './import/mapping';
import { limits } from './limits';
import { ContactCreate } from './schema';

const width = (column: object): unknown => Reflect.get(column, 'length');

it('a column is as wide as the limit of its field', () => {
  const { email, phone, firstName, lastName, externalId, language, timeZone } = contacts;
  expect([email, phone, firstName, lastName, externalId, language, timeZone].map(width)).toEqual([
    limits.email,
    limits.phone,
    limits.name,
    limits.name,
    limits.externalId,
    limits.language,
    limits.timeZone,
  ]);
  expect([attributeDefinitions.key, contactTags.name].map(width)).toEqual([limits.attributeKey, limits.tag]);
});

it.each([
  ['phone', `+4930${' '.repeat(limits.phone)}12345678`, limits.phone],
  ['firstName', 'a'.repeat(limits.name + 1), limits.name],
  ['lastName', 'a'.repeat(limits.name + 1), limits.name],
  ['externalId', 'a'.repeat(limits.externalId + 1), limits.externalId],
  ['tags', `fine,${'a'.repeat(limits.tag + 1)}`, limits.tag],
  ['attributes.note', 'a'.repeat(limits.attributeText + 1), limits.attributeText],
])(
  'a %s over its limit is never cut: the form refuses it, and the error file of an import names field and limit',
  (target, value, limit) => {
    const mapping = {
      columns: [
        { column: 'mail', target: 'email' },
        { column: 'x', target },
      ],
    };
    const read = contactReader(importMapping.parse(mapping), ['mail', 'x'])({
      line: 7,
      cells: ['a@example.org', value],
    });
    expect(read).toMatchObject({ ok: true, contact: { email: 'a@example.org' } });
    expect(read.ok && Object.keys(read.contact)).toEqual(['email', 'emailNormalized']);
    expect(read.problems).toMatchObject([
      { line: 7, column: 'x', message: expect.stringContaining(`longer than ${limit}`) },
    ]);
    const typed =
      target === 'tags'
        ? { tags: value.split(',') }
        : target.startsWith('attributes')
          ? { attributes: { note: value } }
          : { [target]: value };
    expect(ContactCreate.safeParse({ email: 'a@example.org', ...typed }).success).toBe(false);
  },
);

it('an attribute key over its limit is refused by the mapping and by the form alike', () => {
  const key = 'a'.repeat(limits.attributeKey);
  const map = (name: string) =>
    importMapping.safeParse({
      columns: [
        { column: 0, target: 'email' },
        { column: 1, target: `attributes.${name}` },
      ],
    }).success;
  const form = (name: string) => ContactCreate.safeParse({ attributes: { [name]: 'x' } }).success;
  expect([map(key), form(key), map(`${key}a`), form(`${key}a`)]).toEqual([true, true, false, false]);
});
