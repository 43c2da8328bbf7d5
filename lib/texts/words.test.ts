import { describe, expect, it } from 'vitest';
import { askedIn } from './words';

describe('a text that asks for no more', () => {
  it.each(['stop', 'STOP', ' Stop! ', '“Stop”', 'Unsubscribe', 'abmelden', 'opt  out', 'Arrêt'])('%s is one', (body) =>
    expect(askedIn({ body })).toBe('stop'),
  );
  it.each(['Please stop by at 7', 'stop?', 'The end', 'Yes', '', 'cancel my seat'])('“%s” is none', (body) =>
    expect(askedIn({ body })).toBeNull(),
  );

  it('is also what the provider takes for one', () => {
    expect(askedIn({ body: 'leave me alone', asks: 'stop' })).toBe('stop');
    expect(askedIn({ body: ' Start ' })).toBe('start');
  });
});
