import { describe, expect, it } from 'vitest';
import { startPresence, type PresenceWorld } from './presence-beat';

function world() {
  const said: string[] = [];
  const told: string[][] = [];
  const pending: ((names: string[]) => void)[] = [];
  let isVisible = true;
  let beat = () => {};
  let isBeating = true;
  const question = () =>
    new Promise<{ others: { id: string; name: string; activity: 'looking' }[] }>((resolve) =>
      pending.push((names) => resolve({ others: names.map((name) => ({ id: name, name, activity: 'looking' })) })),
    );
  const it: PresenceWorld = {
    say: (activity) => {
      said.push(activity);
      return question();
    },
    ask: () => {
      said.push('?');
      return question();
    },
    isVisible: () => isVisible,
    every: (run, ms) => {
      expect(ms).toBe(20_000);
      beat = run;
      return () => void (isBeating = false);
    },
  };
  const presence = startPresence(it, (others) => told.push(others.map(({ name }) => name)));
  const answer = async (n: number, names: string[]) => {
    pending[n]?.(names);
    await Promise.resolve();
    await Promise.resolve();
    await Promise.resolve();
  };
  return {
    presence,
    said,
    told,
    answer,
    beat: () => beat(),
    show: (on: boolean) => (isVisible = on),
    isBeating: () => isBeating,
  };
}

describe('the presence of a page', () => {
  it('is said at once, every 20 seconds, and when writing begins or ends, once each', () => {
    const { presence, said, beat } = world();
    beat();
    presence.write(true);
    presence.write(true);
    beat();
    presence.write(false);
    expect(said).toEqual(['looking', 'looking', 'answering', 'answering', 'looking']);
  });

  it('ends while nobody sees the page, and comes back with it', () => {
    const { presence, said, beat, show } = world();
    show(false);
    presence.seen(false);
    beat();
    presence.news();
    show(true);
    presence.seen(true);
    expect(said).toEqual(['looking', 'left', 'looking']);
  });

  it('shows the newest answer, not one that was overtaken, and none after its end', async () => {
    const { presence, told, answer, said, isBeating } = world();
    presence.news();
    await answer(1, ['Tom']);
    await answer(0, []);
    expect(told).toEqual([['Tom']]);
    presence.news();
    presence.stop();
    await answer(2, ['Maria']);
    expect(told).toEqual([['Tom']]);
    expect(said.at(-1)).toBe('left');
    expect(isBeating()).toBe(false);
  });
});
