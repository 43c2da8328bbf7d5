import { describe, expect, it } from 'vitest';
import { draftOf, placesOf, savedAs, shownAs } from './approved';

describe('the draft of an approved template', () => {
  it('has a value for each place of its words, whatever was written for places that are gone', () => {
    const words = 'Hi {{1}}, come at {{ 2 }}.';
    const draft = { name: ' doors ', language: 'en ', values: ['a', '', 'gone'] };
    expect(savedAs(draft, words)).toEqual({ name: 'doors', language: 'en', parameters: ['a', ''] });
    expect(shownAs(draft, words).parameters).toEqual(['a', '…']);
    expect(savedAs(draftOf(null), '')).toEqual({ name: '', language: 'en', parameters: [] });
  });
  it.each([
    ['', 0],
    ['{{ contact.first_name }}', 0],
    ['{{3}} {{1}}', 3],
    ['{{999}}', 30],
  ])('%s: %i places', (words, places) => expect(placesOf(words)).toBe(places));
});
