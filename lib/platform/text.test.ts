import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sentence, unstorable } from './text';

const bad = fc.constantFrom('\0', '\ud800', 'a\udfff', '\udc00\ud800');

describe('text that PostgreSQL cannot store', () => {
  it('is not found in what is whole', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        fc.pre(!JSON.stringify(value).includes('\\u'));
        expect(unstorable(value)).toBeNull();
      }),
    );
    expect(unstorable({ a: ['👋🏽', new Date(), Buffer.from([0]), null, 1, true, undefined] })).toBeNull();
  });

  it('is found at its path, at any depth, as value or key', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom('a', 'b'), fc.constant(1)), { maxLength: 20 }),
        bad,
        (path, text) => {
          const value = path.reduceRight<unknown>(
            (inner, key) => (typeof key === 'number' ? ['whole', inner] : { x: 'whole', [key]: inner }),
            text,
          );
          expect(unstorable(value)).toEqual(path);
          const asKey = path.reduceRight<unknown>(
            (inner, key) => (typeof key === 'number' ? ['whole', inner] : { x: 'whole', [key]: inner }),
            { [text]: 1 },
          );
          expect(unstorable(asKey)).toEqual(path);
        },
      ),
    );
  });
});

it.each([
  ['the server did not answer within 20 s', 'The server did not answer within 20 s'],
  ['a', 'A'],
  ['550 5.1.1 no such user', '550 5.1.1 no such user'],
  ['mx.example.org said no', 'mx.example.org said no'],
  ['Refused: 554 no', 'Refused: 554 no'],
  ['', ''],
])('%j is shown as %j: a sentence begins with a capital, a name or a code stays what it is', (text, shown) =>
  expect(sentence(text)).toBe(shown),
);
