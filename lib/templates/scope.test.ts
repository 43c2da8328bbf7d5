import { describe, expect, it } from 'vitest';
import { haveSameShape } from '@/lib/testing/shape';
import { scopeOf } from './scope';
import { knownVariables } from './vocabulary';

const ada = {
  id: '0199aaaa-0000-7000-8000-000000000001',
  email: 'ada@example.org',
  phone: '+442079460000',
  firstName: 'Ada',
  lastName: 'Lovelace',
  displayName: 'Ada Lovelace',
  language: 'en',
  attributes: { company: 'Analytical Engines' },
};
const extras = {
  tenantName: 'Demo',
  senderName: 'Ruth',
  senderEmail: 'ruth@example.org',
  campaignName: 'Winter',
  unsubscribeUrl: 'https://x.test/u',
  preferencesUrl: 'https://x.test/p',
  viewUrl: 'https://x.test/v',
};
const scope = scopeOf(ada, extras);

/** `contact.first_name` … of everything in the scope; a contact's own attributes count as one. */
const leaves = (value: unknown, path: string): string[] =>
  value !== null && typeof value === 'object' && path !== 'contact.attributes'
    ? Object.entries(value).flatMap(([key, inner]) => leaves(inner, path ? `${path}.${key}` : key))
    : value === '' || value === undefined
      ? []
      : [path];

describe('the vocabulary of templates', () => {
  it('names exactly what a full contact fills: nothing offered stays empty, nothing filled is called unknown', () => {
    expect(leaves(scope, '').sort()).toEqual([...knownVariables].sort());
  });

  it('is filled for everybody in the same shape, so that templates read it fast', () => {
    const other = scopeOf(
      { ...ada, phone: null, firstName: null, attributes: {} },
      { ...extras, tracking: { l0: 'x' } },
    );
    expect(haveSameShape(other, scope)).toBe(true);
    expect(haveSameShape(other['contact'] as object, scope['contact'] as object)).toBe(true);
  });
});
