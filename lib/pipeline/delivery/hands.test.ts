import { expect, it } from 'vitest';
import type { ClaimedMessage } from './claim';
import { Hands } from './hands';

const message = (id: string, due: string) => ({ id, due }) as ClaimedMessage;
const claimOf = (id: string, due: string, ...ids: string[]) => ({
  id,
  messages: ids.map((one) => message(one, due)),
});

it('a claim is through with the last of its messages, and with no other one', () => {
  const hands = new Hands();
  hands.take(claimOf('one', '1', 'a', 'b'));
  hands.take(claimOf('two', '1', 'c'));
  expect(hands.put([message('a', '1')])).toEqual([]);
  expect(hands.put([message('c', '1'), message('unheard of', '1')])).toEqual(['two']);
  expect(hands.claims()).toEqual(['one']);
  expect(hands.put([message('b', '1')])).toEqual(['one']);
  expect(hands.claims()).toEqual([]);
});

it('what was put back, unheard of, and claimed again ends the old claim for good', () => {
  const hands = new Hands();
  hands.take(claimOf('one', '1', 'a'));
  hands.take(claimOf('two', '2', 'a'));
  expect(hands.claims()).toEqual(['two']);
  expect(hands.put([message('a', '1')])).toEqual([]);
  expect(hands.put([message('a', '2')])).toEqual(['two']);
});

it('what came back and was claimed again is held by the new claim: a late word on the old one puts nothing down', () => {
  const hands = new Hands();
  hands.take(claimOf('one', '1', 'a'));
  expect(hands.put([message('a', '1')])).toEqual(['one']);
  hands.take(claimOf('two', '2', 'a'));
  expect(hands.has(message('a', '1'))).toBe(false);
  expect(hands.put([message('a', '1')])).toEqual([]);
  expect(hands.has(message('a', '2'))).toBe(true);
  expect(hands.put([message('a', '2')])).toEqual(['two']);
});
