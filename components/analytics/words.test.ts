import { expect, it } from 'vitest';
import { outcomeWords, outcomes } from '../outcome/outcomes';
import { eventLabels, isDeliveryUntold } from './words';

it.each([
  [{ sent: 5, delivered: 0 }, true],
  [{ sent: 5 }, true],
  [{ sent: 5, delivered: 1 }, false],
  [{ sent: 0, delivered: 0 }, false],
  [{}, false],
])('of %j it is not told what arrived: %s', (counts, untold) => expect(isDeliveryUntold(counts)).toBe(untold));

it('what is counted each time it happens has another name than where messages stand', () => {
  const passing = outcomes.filter((each) => !['sent', 'skipped', 'inProgress'].includes(each));
  for (const each of passing) expect(eventLabels[each]).toBe(`Times ${outcomeWords[each].word.toLowerCase()}`);
  expect(new Set(Object.values(eventLabels)).size).toBe(Object.keys(eventLabels).length);
});
