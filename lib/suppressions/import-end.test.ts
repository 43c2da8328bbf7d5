import { describe, expect, it } from 'vitest';
import { endOf } from './import-end';

describe('the end of an entry in a file', () => {
  it.each([
    ['', null],
    ['2027-03-31', '2027-04-01T00:00:00.000Z'],
    ['2027-03-31T12:00:00Z', '2027-03-31T12:00:00.000Z'],
    ['2027-03-31 12:00', '2027-03-31T12:00:00.000Z'],
    ['2027-03-31T12:00:00.123+0200', '2027-03-31T10:00:00.123Z'],
    ['9999-12-31', null],
    ['0001-01-01', '0001-01-02T00:00:00.000Z'],
  ])('%s is read as %s: a day is in until it is over', (text, at) => expect(endOf(text)).toEqual({ at }));

  it.each(['soon', '2027-02-30', '31.03.2027', '2027-03-31T25:00', '2027-03-31T12:00+99:00', `2027${'0'.repeat(999)}`])(
    '%s is refused with what can be written',
    (text) => expect(endOf(text)).toEqual({ problem: expect.stringContaining('2027-03-31') }),
  );
});
