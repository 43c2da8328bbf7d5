import { describe, expect, it } from 'vitest';
import { pagerText } from './pager-text';

describe('the pager says which rows one sees', () => {
  it.each([
    [{ first: 1, shown: 50, total: 10_000, about: true }, '1–50 of 10,000+'],
    [{ first: 51, shown: 50, total: 9_999 }, '51–100 of 9,999'],
    [{ first: 1, shown: 3, total: 3 }, '3 in all'],
    [{ first: 101, shown: 1, total: 101 }, '101 of 101'],
    [{ first: null, shown: 50, total: null }, '50 shown'],
    [{ first: null, shown: 50, total: 200 }, '50 of 200'],
    [{ first: 1, shown: 50, total: null }, '1–50'],
    [{ first: null, shown: 0, total: 0 }, 'None'],
  ])('%j → %s', (count, text) => {
    expect(pagerText(count, 'en-GB')).toBe(text);
  });

  it('never claims a total smaller than what it has already shown', () => {
    expect(pagerText({ first: 101, shown: 50, total: 120, about: true }, 'en-GB')).toBe('101–150 of 150+');
  });
});
