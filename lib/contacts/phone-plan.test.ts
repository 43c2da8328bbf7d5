import fc from 'fast-check';
import {
  type CountryCode,
  getCountries,
  getCountryCallingCode,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/min';
import { expect, it } from 'vitest';
import { certainNumber } from './phone-plan';

const byLibrary = (text: string, country: CountryCode): string | null => {
  const parsed = parsePhoneNumberFromString(text, { defaultCountry: country, extract: false });
  return parsed?.isValid() ? parsed.number : null;
};
const grouped = fc
  .tuple(
    fc.stringMatching(/^\d{4,14}$/),
    fc.array(fc.tuple(fc.nat(14), fc.constantFrom(' ', '-', '/', '.')), { maxLength: 3 }),
  )
  .map(([digits, marks]) => marks.reduce((text, [at, mark]) => text.slice(0, at) + mark + text.slice(at), digits));
const country = fc.constantFrom(...getCountries());

it('an answer without the library is the one that the library gives, in every country', () => {
  const answered = new Set<string>();
  fc.assert(
    fc.property(country, country, fc.constantFrom('+', '+', '0', '', '00', '011'), grouped, (home, of, start, rest) => {
      const text = start === '+' ? `+${getCountryCallingCode(of)}${rest}` : start + rest;
      const certain = certainNumber(text, home);
      if (certain === null) return;
      answered.add(home);
      expect(certain).toBe(byLibrary(text, home));
    }),
    { numRuns: 60_000 },
  );
  expect(answered.size).toBeGreaterThan(100);
});

it.each([
  ['+493012345678', undefined, '+493012345678'],
  ['030 12345678', 'DE', '+493012345678'],
  ['+48 601 234 567', 'DE', '+48601234567'],
  ['+1 415 555 2671', 'US', null],
  ['call me', 'DE', null],
])('%s in %s: %s', (text, home, answer) => {
  expect(certainNumber(text, home)).toBe(answer);
});
