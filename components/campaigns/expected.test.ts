import { describe, expect, it } from 'vitest';
import { expectedText } from './expected';

const pace = { by: 'pace' as const, rule: null, reason: null, seconds: 6000 };
const quiet = { by: 'waiting' as const, rule: null, reason: 'quiet_hours' as const, seconds: 36_000 };
const local = { by: 'local' as const, rule: null, reason: null, seconds: 32_400 };
const said = (...parts: Parameters<typeof expectedText>[0]['parts']) =>
  expectedText({
    seconds: parts.reduce((sum, { seconds }) => sum + seconds, 0),
    by: parts[0]?.by ?? 'pace',
    rule: parts[0]?.rule ?? null,
    isLocal: parts.some(({ by }) => by === 'local'),
    parts,
  });

describe('how long a campaign takes', () => {
  it('is said with what makes it so, each part by its own name', () => {
    expect(said(pace)).toBe('It takes 1 h 40, at its pace.');
    expect(said(quiet)).toBe('It takes 10 h, waiting for the end of quiet hours.');
    expect(said(quiet, pace)).toBe('It takes 11 h 40: 10 h waiting for the end of quiet hours and 1 h 40 at its pace.');
    expect(said(local)).toBe('It takes 9 h, since each person gets it at the hour of their own time zone.');
    const full = { by: 'capacity' as const, rule: 'Warm up', reason: null, seconds: 7200 };
    expect(said(full)).toBe('It takes 2 h, as long as “Warm up” lets no more through.');
  });

  it('leaves out what takes under a minute beside longer parts, and says so where that is all', () => {
    expect(said(quiet, { ...pace, by: 'measured', seconds: 20 })).toMatch(/^It takes 10 h, waiting .* quiet hours\.$/);
    expect(said({ ...pace, seconds: 20 })).toBe('It takes under a minute, at its pace.');
    expect(said()).toBe('It takes under a minute, at its pace.');
  });

  it('is not known before a larger campaign was sent', () => {
    const unknown = { seconds: null, by: 'unknown' as const, rule: null, parts: [] };
    expect(expectedText({ ...unknown, isLocal: false })).toMatch(/not known yet: .* before\.$/);
    expect(expectedText({ ...unknown, isLocal: true })).toMatch(/their own time zone\.$/);
  });
});
