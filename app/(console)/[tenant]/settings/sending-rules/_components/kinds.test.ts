import { describe, expect, it } from 'vitest';
import { countriesIn } from './kinds';

describe('countries as they are written into the field', () => {
  it.each([
    ['', []],
    ['India', ['India']],
    ['DE, AT', ['DE', 'AT']],
    ['de at;ch', ['de', 'at', 'ch']],
    ['United Kingdom, IN , ', ['United Kingdom', 'IN']],
  ])('%j is %j', (text, countries) => expect(countriesIn(text)).toEqual(countries));
});
