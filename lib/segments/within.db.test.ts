import { describe, expect, it } from 'vitest';
import { testDatabase } from '@/lib/testing/database';
import { until } from '@/lib/testing/wait';
import { within } from './within';

const { services } = await testDatabase();
const sleep = (seconds: number) => `select pg_sleep(${seconds})`;

describe('a read with bounds', () => {
  it('ends after its time, and answers null', async () => {
    const began = performance.now();
    expect(await within({ services, ms: 200 }, (ask) => ask(sleep(20), []))).toBeNull();
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  it('is cancelled on the server as soon as nobody waits, and the connection goes on serving', async () => {
    const stop = new AbortController();
    const asleep = () =>
      services.system
        .tags`select 1 from pg_stat_activity where datname = current_database() and query like 'select pg_sleep%' and state = 'active'`;
    const answer = within({ services, ms: 20_000, signal: stop.signal }, (ask) => ask(sleep(20), []));
    await until('the statement', async () => (await asleep()).length === 1);
    const began = performance.now();
    stop.abort();
    expect(await answer).toBeNull();
    expect(performance.now() - began).toBeLessThan(5_000);
    expect(await asleep()).toHaveLength(0);
    expect(await within({ services, ms: 1_000 }, (ask) => ask<{ n: number }>('select 1 as n', []))).toEqual([{ n: 1 }]);
  });

  it('is not begun when nobody waits any more, and goes no further than its first statement', async () => {
    const stop = new AbortController();
    const done: string[] = [];
    const read = within({ services, ms: 1_000, signal: stop.signal }, async (ask) => {
      done.push(...(await ask<{ n: string }>("select 'first' as n", [])).map((row) => row.n));
      stop.abort();
      done.push(...(await ask<{ n: string }>("select 'second' as n", [])).map((row) => row.n));
    });
    expect(await read).toBeNull();
    expect(done).toEqual(['first']);
  });

  it('can only read', async () => {
    await expect(within({ services, ms: 1_000 }, (ask) => ask('delete from segments', []))).rejects.toThrow(
      /read-only/,
    );
  });
});
