import { describe, expect, it } from 'vitest';
import { orderWords } from './order-words';

const one = (name: string, enabled = true, kind: 'smtp' | 'sandbox' = 'smtp') => ({ name, enabled, kind });

describe('which of a channel’s providers takes its messages', () => {
  it('is the first that works, where several are on', () => {
    expect(orderWords([one('A'), one('B')])).toBe('The first that works takes each message.');
    expect(orderWords([one('A'), one('B'), one('Rehearsals', false, 'sandbox')])).toBe(
      'The first that works takes each message.',
    );
  });

  it('is the sandbox alone while it is on, wherever it stands', () => {
    expect(orderWords([one('A'), one('B'), one('Rehearsals', true, 'sandbox')])).toBe(
      'While it is on, Rehearsals takes each message; the others are not asked.',
    );
  });

  it('is not said where there is no choice', () => {
    expect(orderWords([one('A'), one('B', false)])).toBeNull();
    expect(orderWords([one('A', false), one('Rehearsals', true, 'sandbox')])).toBeNull();
  });
});
