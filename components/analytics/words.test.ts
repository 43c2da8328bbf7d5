import { expect, it } from 'vitest';
import { isDeliveryUntold } from './words';

it.each([
  [{ sent: 5, delivered: 0 }, true],
  [{ sent: 5 }, true],
  [{ sent: 5, delivered: 1 }, false],
  [{ sent: 0, delivered: 0 }, false],
  [{}, false],
])('of %j it is not told what arrived: %s', (counts, untold) => expect(isDeliveryUntold(counts)).toBe(untold));
