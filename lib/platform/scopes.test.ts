import fc from 'fast-check';
import { expect, it } from 'vitest';
import { coversScope, permissions, scopes } from './scopes';

const scope = fc.constantFrom(...scopes);

it('what is handed on never opens what its giver could not', () => {
  fc.assert(
    fc.property(fc.uniqueArray(scope), scope, fc.constantFrom(...permissions), (given, wanted, right) => {
      const held = new Set(given);
      if (coversScope(held, wanted) && coversScope(new Set([wanted]), right))
        expect(coversScope(held, right)).toBe(true);
    }),
  );
});

it('a wildcard is covered by itself and by * only, even where all its rights of today are held', () => {
  expect(coversScope(new Set(permissions), '*')).toBe(false);
  expect(coversScope(new Set(permissions), 'contacts:*')).toBe(false);
  expect(coversScope(new Set(['contacts:*']), '*:read')).toBe(false);
  expect(coversScope(new Set(['*:read']), 'contacts:read')).toBe(true);
  expect(coversScope(new Set(['*']), '*:read')).toBe(true);
});
