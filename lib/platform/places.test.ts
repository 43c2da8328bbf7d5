import { expect, it } from 'vitest';
import { typedCountry } from './places';

it('a country is taken by its code and by its name, and kept as the code', () => {
  for (const typed of ['IN', 'in', ' India ', 'Indien']) expect(typedCountry.parse(typed)).toBe('IN');
});

it.each(['ZZ', 'EU', 'Indya', ''])('%s is refused as no country, with the way out', (typed) => {
  expect(typedCountry.safeParse(typed).error?.issues).toMatchObject([
    { message: `“${typed}” is not known as a country; use its two-letter code, such as IN for India` },
  ]);
});
