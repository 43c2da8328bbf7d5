import { afterAll, describe, expect, it } from 'vitest';
import { bareClient } from '@/db/client';
import { fixedClock } from '@/lib/platform/clock';
import { testDatabase } from '@/lib/testing/database';
import { runTimer } from './timers';

const database = await testDatabase();
const sql = bareClient(database.urls.system, 6);
afterAll(() => sql.end());

describe('a timer', () => {
  it('runs once per interval, however many processes keep it', async () => {
    const clock = fixedClock('2026-11-21T10:00:00Z');
    let runs = 0;
    const timer = {
      name: 'test.once',
      everyMs: 60_000,
      run: async () => void (await new Promise((resolve) => setTimeout(resolve, 20)), (runs += 1)),
    };
    const all = () => Promise.all(Array.from({ length: 5 }, () => runTimer(sql, database.services, timer, clock)));
    expect((await all()).filter(Boolean)).toHaveLength(1);
    await all();
    expect(runs).toBe(1);
    clock.advance(60_000);
    await all();
    expect(runs).toBe(2);
  });

  it('that fails counts as not run, and comes round again', async () => {
    const clock = fixedClock('2026-11-21T10:00:00Z');
    let runs = 0;
    const timer = {
      name: 'test.fails',
      everyMs: 60_000,
      run: async () => {
        runs += 1;
        if (runs === 1) throw new Error('once');
      },
    };
    await expect(runTimer(sql, database.services, timer, clock)).rejects.toThrow('once');
    expect(await runTimer(sql, database.services, timer, clock)).toBe(true);
  });
});
