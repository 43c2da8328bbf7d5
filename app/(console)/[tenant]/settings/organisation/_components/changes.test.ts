import { expect, it } from 'vitest';
import { changesOf } from './changes';

const loaded = { name: 'Alumni Office', timeZone: 'Europe/Berlin', country: 'AN' };

it('only what differs from what was loaded is sent: what others changed meanwhile, and a country of former times, stay', () => {
  expect(changesOf(loaded, {})).toEqual({});
  expect(changesOf(loaded, { name: ' Alumni Office ', timeZone: 'Europe/Berlin', country: 'AN' })).toEqual({});
  expect(changesOf(loaded, { name: 'Alumni', country: 'AN' })).toEqual({ name: 'Alumni' });
  expect(changesOf(loaded, { timeZone: 'Asia/Tokyo', country: 'JP' })).toEqual({
    timeZone: 'Asia/Tokyo',
    country: 'JP',
  });
});

it('a name that was emptied is sent, and refused there', () => {
  expect(changesOf(loaded, { name: ' ' })).toEqual({ name: ' ' });
});
