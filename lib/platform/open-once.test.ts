import { describe, expect, it } from 'vitest';
import { openOnce } from './open-once';

describe('what is opened on first use', () => {
  it('is opened once for all who ask, and ended once', async () => {
    let [opened, ended] = [0, 0];
    const thing = openOnce(async () => ++opened);
    expect(await Promise.all([thing.get(), thing.get(), thing.get()])).toEqual([1, 1, 1]);
    const end = async () => ++ended;
    await Promise.all([thing.close(end), thing.close(end)]);
    expect([opened, ended]).toEqual([1, 1]);
  });

  it('is tried again after a failure, by whoever asks next, and an opening is waited for when closing', async () => {
    let tries = 0;
    const thing = openOnce(async () => {
      tries += 1;
      await Promise.resolve();
      if (tries === 1) throw new Error('away');
      return tries;
    });
    const both = await Promise.allSettled([thing.get(), thing.get()]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    void thing.get();
    const ended: number[] = [];
    await thing.close(async (value) => ended.push(value));
    expect([tries, ended]).toEqual([2, [2]]);
  });

  it('has nothing to end when it was never opened, or failed', async () => {
    const never = openOnce(async () => 1);
    const failed = openOnce<number>(() => Promise.reject(new Error('away')));
    await failed.get().catch(() => undefined);
    const ended: number[] = [];
    for (const one of [never, failed]) await one.close(async (value) => ended.push(value));
    expect(ended).toEqual([]);
  });
});
