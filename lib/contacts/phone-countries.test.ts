import { describe, expect, it } from 'vitest';
import { isPhoneCountry } from './phone';
import { phoneCountries } from './phone-countries';

describe('the countries of phone numbers', () => {
  const countries = phoneCountries();

  it('are all known to the reader of numbers, each once and under a name of its own', () => {
    expect(countries.length).toBeGreaterThan(200);
    expect(countries.filter(({ code, name }) => !isPhoneCountry(code) || name === code)).toEqual([]);
    expect(new Set(countries.map(({ name }) => name)).size).toBe(countries.length);
  });

  it.each([
    ['DE', 'Germany'],
    ['GE', 'Georgia'],
    ['GB', 'United Kingdom'],
  ])('call %s %s', (code, name) => expect(countries).toContainEqual({ code, name }));
});
