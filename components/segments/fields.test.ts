import { expect, it } from 'vitest';
import { matchesRule, type Person } from '@/lib/segments/matches';
import { segmentRule } from '@/lib/segments/rule';
import type { Op } from '@/lib/segments/vocabulary';
import { capitalsCount, fieldOptions, optionOf, valueKind } from './fields';

const options = fieldOptions([
  { key: 'city', label: 'City', type: 'text' },
  { key: 'year', label: 'Year', type: 'number' },
]);
const person: Person = {
  columns: { first_name: 'Anna', email: 'anna@example.org', country: 'DE' },
  attributes: { city: 'Berlin', year: 2012 },
  tags: [],
  consents: {},
  topics: {},
  segments: [],
  messages: [],
};

it.each<[string, Op, string, boolean]>([
  ['first_name', 'is', 'ANNA', true],
  ['attributes.city', 'is', 'berlin', true],
  ['attributes.city', 'in', 'berlin', true],
  ['attributes.city', 'contains', 'berlin', false],
  ['attributes.city', 'starts_with', 'BER', false],
  ['email', 'is', 'Anna@Example.org', false],
  ['country', 'is', 'de', false],
])('the rule builder says that capitals count exactly where they do: %s %s %s', (field, op, value, count) => {
  const rule = segmentRule.parse({ all: [{ field, op, value }] });
  expect(matchesRule(rule, person, new Date(0))).toBe(!count);
  expect(capitalsCount(optionOf(options, field), op)).toBe(count);
});

it('a number has no capitals', () => {
  expect(capitalsCount(optionOf(options, 'attributes.year'), 'is')).toBe(false);
});

it.each<[string, Op, string]>([
  ['country', 'is', 'country'],
  ['country', 'is_not', 'country'],
  ['country', 'in', 'countries'],
  ['country', 'not_in', 'countries'],
  ['country', 'starts_with', 'text'],
  ['attributes.city', 'is', 'text'],
  ['attributes.city', 'in', 'texts'],
])('countries are chosen by name where whole ones are meant: %s %s', (field, op, kind) => {
  expect(valueKind(optionOf(options, field), op)).toBe(kind);
});
