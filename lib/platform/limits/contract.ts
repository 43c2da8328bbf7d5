import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { systemClock } from '../clock';
import { rateKey, type LimitsPort } from './port';

/** The guarantees that every counter of limits gives. */
export function limitsContract(limits: () => LimitsPort): void {
  const key = () => rateKey(`t-${randomUUID().slice(0, 8)}`, 'email', '1m');

  it('allows so many uses and no more, also all at once', async () => {
    const mine = key();
    const taken = await Promise.all(Array.from({ length: 30 }, () => limits().take(mine, 10, 60)));
    expect(taken.filter((it) => it.isAllowed)).toHaveLength(10);
    expect(Math.min(...taken.map((it) => it.remaining))).toBe(0);
    const next = await limits().take(mine, 10, 60);
    expect(next.isAllowed).toBe(false);
    const wait = next.resetsAt.getTime() - systemClock.now().getTime();
    expect(wait).toBeGreaterThan(50_000);
    expect(wait).toBeLessThan(61_000);
  });

  it('counts several uses at once when all of them fit, and none of them when not', async () => {
    const mine = key();
    expect(await limits().take(mine, 10, 60, 8)).toMatchObject({ isAllowed: true, remaining: 2 });
    expect(await limits().take(mine, 10, 60, 3)).toMatchObject({ isAllowed: false, remaining: 2 });
    expect(await limits().take(mine, 10, 60, 2)).toMatchObject({ isAllowed: true, remaining: 0 });
  });

  it('tells how many are left when there is nothing to count, also of a key that nobody used', async () => {
    const mine = key();
    expect(await limits().take(mine, 10, 60, 0)).toMatchObject({ isAllowed: true, remaining: 10 });
    await limits().take(mine, 10, 60, 10);
    for (let i = 0; i < 2; i++)
      expect(await limits().take(mine, 10, 60, 0)).toMatchObject({ isAllowed: true, remaining: 0 });
  });

  it('counts each key by itself', async () => {
    const [a, b] = [key(), key()];
    await limits().take(a, 1, 60);
    expect((await limits().take(a, 1, 60)).isAllowed).toBe(false);
    expect(await limits().take(b, 1, 60)).toMatchObject({ isAllowed: true, remaining: 0 });
  });

  it('begins anew when the window is over', async () => {
    const mine = key();
    await limits().take(mine, 1, 1);
    expect((await limits().take(mine, 1, 1)).isAllowed).toBe(false);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect((await limits().take(mine, 1, 1)).isAllowed).toBe(true);
  });
}
