import { expect, it } from 'vitest';
import { filledText } from './filled';

const of = { variable: 'contact.last_name', variant: 'B', people: 12, empty: 3, waiting: null, hasDefault: false };

it('for how many something is empty is said of those who get it, and of those who may get it after a test', () => {
  expect(filledText(of)).toBe('empty for 3 of 12');
  expect(filledText({ ...of, hasDefault: true })).toBe('empty for 3 of 12; the template has a default');
  expect(filledText({ ...of, empty: 0 })).toBe('known for everybody');
  const waiting = { people: 80, empty: 20 };
  expect(filledText({ ...of, waiting })).toBe('empty for 3 of 12, and if it wins empty for 20 of 80 more');
  expect(filledText({ ...of, empty: 0, waiting })).toBe('known for all 12, and if it wins empty for 20 of 80 more');
  expect(filledText({ ...of, people: 0, empty: 0 })).toBe('nobody gets it');
});
