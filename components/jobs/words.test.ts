import { expect, it } from 'vitest';
import { safeMessage } from '@/lib/platform/errors';
import { errorText } from './words';

const failure = (code: string) => safeMessage(Object.assign(new Error('insert into x'), { code }));

it.each(['22P02', '23505', '40001', '57014', '42P01', '0A000'])(
  'SQLSTATE %s is a sentence with the code behind it',
  (code) => {
    expect(errorText(failure(code))).toMatch(new RegExp(`^[A-Z][a-z ].{10,} \\(SQLSTATE ${code}\\)\\.$`));
  },
);

it('a fault of ours is called one, and a sentence of ours stays as it is', () => {
  expect(errorText(safeMessage(new TypeError('x')))).toBe(
    'A fault of the product; the log of the workers says more (TypeError).',
  );
  expect(errorText('The payload of the fact is wrong.')).toBe('The payload of the fact is wrong.');
});
