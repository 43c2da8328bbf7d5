import fc from 'fast-check';
import { expect, it } from 'vitest';
import { encodePiece, preparePiece, sizeOfPiece, writePiece } from './quoted-printable';

const text = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'b', '.', '/', '='), maxLength: 400 }),
  fc.string({ unit: fc.constantFrom('a', '~'), minLength: 70, maxLength: 240 }),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.constantFrom(
    '',
    '.',
    'a'.repeat(75),
    'a'.repeat(76),
    'a'.repeat(150),
    `${'a'.repeat(75)}.`,
    `${'a'.repeat(75)}\n`,
  ),
);

it('a piece that is written has the bytes and the size of an encoded one, wherever it begins', () => {
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (texts) => {
      const pieces = texts.map(preparePiece);
      const bytes = Buffer.alloc(pieces.reduce((sum, piece) => sum + sizeOfPiece(piece), 0));
      const end = pieces.reduce((at, piece) => writePiece(bytes, at, piece), 0);
      expect(end).toBe(bytes.length);
      expect(bytes.toString('latin1')).toBe(texts.map(encodePiece).join(''));
    }),
    { numRuns: 2000 },
  );
});
