import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leasedLimits } from './leased';
import type { LimitsPort } from './port';

const window = 60;

/** A store as the contract has it: what does not fit is refused and not counted. */
function store(now: () => Date) {
  const counts = new Map<string, { count: number; resetsAt: Date }>();
  let asked = 0;
  const port: LimitsPort = {
    kind: 'postgres',
    async take(key, points, seconds, uses = 1) {
      asked += 1;
      await Promise.resolve();
      const known = counts.get(key);
      const at =
        known && known.resetsAt > now() ? known : { count: 0, resetsAt: new Date(now().getTime() + seconds * 1000) };
      counts.set(key, at);
      const isAllowed = at.count + uses <= points;
      if (isAllowed) at.count += uses;
      return { isAllowed, remaining: points - at.count, resetsAt: at.resetsAt };
    },
  };
  return { port, asked: () => asked };
}

describe('limits that are counted ahead', () => {
  it('allow exactly so many uses in a window to one process, in any order of requests', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 300 }),
        fc.array(fc.integer({ min: 1, max: 40 })),
        async (points, bursts) => {
          const now = new Date('2026-01-01T00:00:00Z');
          const limits = leasedLimits(store(() => now).port, { now: () => now });
          let allowed = 0;
          let asked = 0;
          for (const burst of bursts) {
            const taken = await Promise.all(Array.from({ length: burst }, () => limits.take('k', points, window)));
            allowed += taken.filter((it) => it.isAllowed).length;
            asked += burst;
          }
          expect(allowed).toBe(Math.min(points, asked));
        },
      ),
    );
  });

  it('never allow more than the limit to several processes together', async () => {
    const now = new Date('2026-01-01T00:00:00Z');
    const { port } = store(() => now);
    const processes = Array.from({ length: 3 }, () => leasedLimits(port, { now: () => now }));
    let allowed = 0;
    for (let i = 0; i < 600; i++) {
      const taken = await processes[(i * i) % 3]?.take('k', 200, window);
      allowed += taken?.isAllowed ? 1 : 0;
    }
    expect(allowed).toBeLessThanOrEqual(200);
    expect(allowed).toBeGreaterThan(180);
  });

  it('begin anew with the window', async () => {
    let now = new Date('2026-01-01T00:00:00Z');
    const limits = leasedLimits(store(() => now).port, { now: () => now });
    const takeAll = async () => {
      let n = 0;
      while ((await limits.take('k', 100, window)).isAllowed) n += 1;
      return n;
    };
    expect(await takeAll()).toBe(100);
    now = new Date(now.getTime() + window * 1000 + 1);
    expect(await takeAll()).toBe(100);
  });

  it('refuse without asking, and without a queue, once nothing is left in the window', async () => {
    let now = new Date('2026-01-01T00:00:00Z');
    const { port, asked } = store(() => now);
    const limits = leasedLimits(port, { now: () => now });
    while ((await limits.take('k', 100, window)).isAllowed);
    const before = asked();
    const taken = await Promise.all(Array.from({ length: 500 }, () => limits.take('k', 100, window)));
    expect(taken.filter((it) => it.isAllowed)).toEqual([]);
    expect(taken[0]).toMatchObject({ remaining: 0, resetsAt: new Date(now.getTime() + window * 1000) });
    expect(asked()).toBe(before);
    now = new Date(now.getTime() + window * 1000 + 1);
    expect((await limits.take('k', 100, window)).isAllowed).toBe(true);
  });

  it('refuse for one window at most where the clock of the store is ahead', async () => {
    let now = new Date('2026-01-01T00:00:00Z');
    const limits = leasedLimits(store(() => new Date(now.getTime() + 600_000)).port, { now: () => now });
    while ((await limits.take('k', 100, window)).isAllowed);
    now = new Date(now.getTime() + window * 1000 + 1);
    expect((await limits.take('k', 100, window)).isAllowed).toBe(true);
  });

  it('ask the store for few of many uses', async () => {
    const now = new Date('2026-01-01T00:00:00Z');
    const { port, asked } = store(() => now);
    const limits = leasedLimits(port, { now: () => now });
    for (let i = 0; i < 5_000; i++) await limits.take('k', 6_000, window);
    expect(asked()).toBeLessThan(60);
  });
});
