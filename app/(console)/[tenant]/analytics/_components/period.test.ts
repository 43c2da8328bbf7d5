import { describe, expect, it } from 'vitest';
import { daysOf, periodOf } from './period';

const today = '2026-11-21';

describe('the period of the analytics page', () => {
  it('is the last 30 days, today counted, when the address asks for nothing', () => {
    expect(periodOf({}, today)).toEqual({ span: '30', from: '2026-10-23', to: '2026-11-21' });
  });

  it('takes own days from the address', () => {
    expect(periodOf({ from: '2026-02-27', to: '2026-03-01' }, today)).toEqual({
      span: 'own',
      from: '2026-02-27',
      to: '2026-03-01',
    });
  });

  it.each([
    { from: '2026-03-02', to: '2026-03-01' },
    { from: '2020-01-01', to: '2026-03-01' },
    { from: 'yesterday', to: '2026-03-01' },
    { from: '2026-13-45', to: '2026-14-01' },
  ])('falls back to 30 days for what cannot be: $from to $to', (params) => {
    expect(periodOf(params, today).span).toBe('30');
  });

  it('lists every day once over the end of a month', () => {
    expect(daysOf('2028-02-28', '2028-03-01')).toEqual(['2028-02-28', '2028-02-29', '2028-03-01']);
  });
});
