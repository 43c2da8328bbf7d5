import { expect, it } from 'vitest';
import { withoutFields } from './mended';

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
