import { describe, expect, it } from 'vitest';
import { headline } from './headline';
import { ontoFields, withoutFields } from './mended';

const error = {
  code: 'invalid',
  message: 'Two fields are wrong.',
  fields: { email: 'is empty', name: 'is long' },
} as const;

it('keeps the problems of fields that nobody touched, and goes with the last one', () => {
  expect(withoutFields(error, [])).toBe(error);
  expect(withoutFields(error, ['email'])?.fields).toEqual({ name: 'is long' });
  expect(withoutFields(error, ['email', 'name'])).toBeNull();
});

it('keeps an error that names no field, whatever is written', () => {
  const lost = { code: 'unavailable', message: 'The server did not answer.' } as const;
  expect(withoutFields(lost, ['email'])).toBe(lost);
});

describe('what is wrong with an entry of a list', () => {
  const wrong = {
    code: 'invalid',
    message: '2 fields are wrong. countries.1: is none; countries.2: is none either',
    fields: { 'countries.1': 'is none', 'countries.2': 'is none either' },
  };

  it('is told at the field that holds the whole list, without technical names', () => {
    const told = ontoFields(wrong, (name) => name === 'countries');
    expect(told.fields).toEqual({ countries: 'is none' });
    expect(headline(told.message, told.fields!)).toBe('Something needs a change');
  });

  it('is told in the words that came, whatever signs they hold', () => {
    const problem = "$& and $` are no countries, nor is $'";
    const error = { code: 'invalid', message: `countries.0: ${problem}`, fields: { 'countries.0': problem } };
    expect(ontoFields(error, (name) => name === 'countries').message).toBe(`countries: ${problem}`);
  });

  it('stays where each entry has a field of its own, or none has', () => {
    expect(ontoFields(wrong, () => true)).toEqual(wrong);
    expect(ontoFields(wrong, () => false)).toEqual(wrong);
  });
});
