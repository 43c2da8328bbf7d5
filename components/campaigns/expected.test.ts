import { describe, expect, it } from 'vitest';
import { expectedText, goesToText, testText } from './expected';

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

describe('of a test', () => {
  const test = { people: 145, rest: 1304, decideAfter: 1800, restSeconds: 313 * 60 };

  it('it is said who gets it now, who the winner and when, and how long these take', () => {
    expect(testText(test)).toBe(
      'The test goes to 145 now; the other 1,304 get the winner, chosen 30 min after the test has been sent. Sending it to them takes 5 h 13 more.',
    );
    expect(testText({ ...test, rest: 1, decideAfter: null, restSeconds: null }, 'first')).toBe(
      'The test goes to 145 first; the other one gets the winner, when you choose it.',
    );
    expect(testText({ ...test, people: 3, rest: 0 })).toBe('The test goes to all 3; nobody waits for the winner.');
  });

  it('the time is told as that of the test alone', () => {
    const unknown = { seconds: null, by: 'unknown' as const, rule: null, parts: [], isLocal: false };
    expect(expectedText(unknown, true)).toMatch(/^How long the test takes is not known yet/);
    expect(expectedText({ ...unknown, seconds: 6000, parts: [pace] }, true)).toBe(
      'The test takes 1 h 40, at its pace.',
    );
  });
});

it('whom sending now reaches is told by number, of a test those who get it now', () => {
  const test = { people: 145, rest: 1304, decideAfter: null, restSeconds: null };
  expect(goesToText({ willSend: 1449, test: null })).toBe('It goes to 1,449 people now.');
  expect(goesToText({ willSend: 1, test: null })).toBe('It goes to 1 person now.');
  expect(goesToText({ willSend: 1449, test })).toMatch(/^The test goes to 145 now; the other 1,304 /);
  expect(goesToText({ willSend: 0, test: null })).toBe('Nobody would get it now.');
});
