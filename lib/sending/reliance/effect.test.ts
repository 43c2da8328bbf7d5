import { describe, expect, it } from 'vitest';
import { caughtWords, effectWords } from './effect-words';

const one = (name: string, waiting = 0) => ({ id: name, name, waiting });
const nobody = { begins: [], goesOn: [], stays: [] };

describe('what a first provider changes is told', () => {
  it('of nothing with no word', () => {
    expect(effectWords(nobody, true)).toBe('');
  });

  it.each([
    [{ begins: [one('A')] }, '“A” has not begun yet: when it does, it is really sent.'],
    [{ begins: [one('A'), one('B')] }, '“A”, “B” have not begun yet: when they do, they are really sent.'],
    [{ stays: [one('A', 4)] }, '“A” began in the sandbox and stays there to its end. Clone it to send it for real.'],
    [
      { stays: [one('A'), one('B')] },
      '“A”, “B” began in the sandbox and stay there to their end. Clone them to send them for real.',
    ],
    [{ goesOn: [one('A', 1)] }, '“A” is under way: 1 message that still waits really goes out from now on.'],
    [{ goesOn: [one('A', 1200)] }, '“A” is under way: 1,200 messages that still wait really go out from now on.'],
    [
      { goesOn: [one('A', 10_001), one('B', 2)] },
      '“A”, “B” are under way: more than 10,000 messages that still wait really go out from now on.',
    ],
    [
      { goesOn: [one('A', 60), one('B', 60)] },
      '“A”, “B” are under way: 120 messages that still wait really go out from now on.',
    ],
    [{ goesOn: [one('A')] }, '“A” is under way: what still waits really goes out from now on.'],
  ])('%j', (found, words) => {
    expect(effectWords({ ...nobody, ...found }, true)).toBe(words);
  });

  it('with what they wait for, where no provider works that would take them', () => {
    const all = { begins: [one('A')], goesOn: [one('C', 3)], stays: [one('D')] };
    expect(effectWords(all, true, true)).toBe(
      '“C” is under way: 3 messages that still wait stay until a provider works; then they really go out. “A” has not begun yet: when it does, it stays until a provider works; then it is really sent. “D” began in the sandbox and stays there to its end. Clone it to send it for real.',
    );
    expect(effectWords({ ...nobody, begins: [one('A'), one('B')], goesOn: [one('C', 1)] }, true, true)).toBe(
      '“C” is under way: 1 message that still waits stays until a provider works; then it really goes out. “A”, “B” have not begun yet: when they do, they stay until a provider works; then they are really sent.',
    );
    expect(effectWords({ ...nobody, goesOn: [one('C')] }, true, true)).toBe(
      '“C” is under way: what still waits stays until a provider works; then it really goes out.',
    );
  });

  it('in the order of what cannot be taken back, and without names to who may not read campaigns', () => {
    const all = { begins: [one('A'), one('B')], goesOn: [one('C', 3)], stays: [one('D')] };
    expect(effectWords(all, false)).toBe(
      '1 campaign is under way: 3 messages that still wait really go out from now on. 2 campaigns have not begun yet: when they do, they are really sent. 1 campaign began in the sandbox and stays there to its end. Clone it to send it for real.',
    );
  });
});

describe('what the sandbox changes is told', () => {
  it('of nothing with no word', () => {
    expect(caughtWords(nobody, true)).toBe('');
  });

  const counts = 'What it catches counts as sent.';
  it.each([
    [
      { goesOn: [one('A', 10)] },
      `“A” is under way: 10 messages that still wait reach nobody while the sandbox is on. ${counts}`,
    ],
    [
      { goesOn: [one('A', 1)] },
      `“A” is under way: 1 message that still waits reaches nobody while the sandbox is on. ${counts}`,
    ],
    [
      { goesOn: [one('A', 10_001), one('B', 2)] },
      `“A”, “B” are under way: more than 10,000 messages that still wait reach nobody while the sandbox is on. ${counts}`,
    ],
    [{ goesOn: [one('A')] }, `“A” is under way: what still waits reaches nobody while the sandbox is on. ${counts}`],
    [{ begins: [one('A')] }, '“A” has not begun yet: if it begins while the sandbox is on, it stays there to its end.'],
    [
      { begins: [one('A'), one('B')] },
      '“A”, “B” have not begun yet: if they begin while the sandbox is on, they stay there to their end.',
    ],
    [{ stays: [one('A')] }, ''],
  ])('%j', (found, words) => {
    expect(caughtWords({ ...nobody, ...found }, true)).toBe(words);
  });

  it('without names to who may not read campaigns', () => {
    expect(caughtWords({ begins: [one('A'), one('B')], goesOn: [one('C', 3)], stays: [one('D')] }, false)).toBe(
      `1 campaign is under way: 3 messages that still wait reach nobody while the sandbox is on. ${counts} 2 campaigns have not begun yet: if they begin while the sandbox is on, they stay there to their end.`,
    );
  });
});
