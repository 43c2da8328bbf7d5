import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { cancelJob, getJob, listJobLogs, retryJob } from '@/lib/jobs';
import { testDatabase } from '@/lib/testing/database';
import { testTenant } from '@/lib/testing/tenant';
import type { Ctx } from '../context';
import { withTenant } from '../db/tenant';
import { invalid } from '../errors';
import {
  defineBatchJob,
  defineJob,
  enqueue,
  startJobRunner,
  type AnyHandler,
  type JobRunner,
  type NewJob,
  type RunnerOptions,
} from './index';

const database = await testDatabase();
const runners: JobRunner[] = [];

const start = async (handlers: AnyHandler[], options: Partial<RunnerOptions> = {}) => {
  const runner = await startJobRunner(database.services, handlers, { worker: 'test', pollMs: 300, ...options });
  runners.push(runner);
  return runner;
};
const add = (ctx: Ctx, job: Partial<NewJob> & { type: string }) =>
  withTenant(ctx, (tx) => enqueue(tx, { title: job.type, ...job }));
const until = async <T>(look: () => Promise<T>, good: (value: T) => boolean): Promise<T> => {
  for (let i = 0; i < 400; i++) {
    const value = await look();
    if (good(value)) return value;
    await wait(25);
  }
  throw new Error(`gave up waiting; last seen: ${JSON.stringify(await look())}`);
};
const settled = (ctx: Ctx, id: string) =>
  until(
    () => getJob(ctx, { id }),
    (job) => job.finishedAt !== null,
  );

afterEach(async () => {
  await Promise.all(runners.splice(0).map((runner) => runner.stop(200)));
});

describe('the queue of jobs', () => {
  it('wakes at the commit, runs the job for its tenant, and keeps result, progress and log', async () => {
    const { ctx, slug } = await testTenant(database, { timeZone: 'Europe/Berlin' });
    const seen: unknown[] = [];
    await start(
      [
        defineJob({
          type: 'test.ok',
          run: async (job) => {
            seen.push(job.ctx.tenant, job.ctx.timeZone, job.payload, job.attempt);
            job.progress(3, 10, 'three of ten');
            await job.log('info', 'working');
            return { answer: 42 };
          },
        }),
      ],
      { pollMs: 60_000 },
    );
    const id = await add(ctx, { type: 'test.ok', payload: { n: 1 } });
    expect(await settled(ctx, id)).toMatchObject({
      state: 'completed',
      attempts: 1,
      result: { answer: 42 },
      progress: { done: 3, total: 10, note: 'three of ten' },
      error: null,
    });
    expect(seen).toEqual([slug, 'Europe/Berlin', { n: 1 }, 1]);
    expect((await listJobLogs(ctx, { id })).items).toMatchObject([{ level: 'info', message: 'working' }]);
    const facts = await database.owner
      .tags`select type, payload from outbox where tenant_id = ${slug} and type = 'job.finished'`;
    expect([...facts]).toEqual([{ type: 'job.finished', payload: { state: 'completed', type: 'test.ok' } }]);
  });

  it('a rolled back transaction leaves no job', async () => {
    const { ctx, slug } = await testTenant(database);
    await withTenant(ctx, async (tx) => {
      await enqueue(tx, { type: 'test.never', title: 'never' });
      throw new Error('no');
    }).catch(() => undefined);
    expect(await database.owner.tags`select 1 from jobs where tenant_id = ${slug}`).toHaveLength(0);
  });

  it('tries again what failed by chance, and gives up after the last attempt', async () => {
    const { ctx } = await testTenant(database);
    let runs = 0;
    await start([
      defineJob({
        type: 'test.flaky',
        run: async () => {
          if (++runs < 2) throw new Error('by chance');
        },
      }),
      defineJob({
        type: 'test.bad',
        run: async () => {
          throw new Error('always');
        },
      }),
    ]);
    const [flaky, bad] = [await add(ctx, { type: 'test.flaky' }), await add(ctx, { type: 'test.bad', maxAttempts: 1 })];
    expect(await settled(ctx, bad)).toMatchObject({ state: 'dead', error: 'internal (Error)', attempts: 1 });
    expect(await settled(ctx, flaky)).toMatchObject({ state: 'completed', attempts: 2, error: null });
    await retryJob(ctx, { id: bad });
    expect(
      (
        await until(
          () => getJob(ctx, { id: bad }),
          (job) => job.state === 'dead',
        )
      ).attempts,
    ).toBe(1);
  });

  it('fails at once, with the sentence for the person, what no retry can mend', async () => {
    const { ctx } = await testTenant(database);
    await start([
      defineJob({
        type: 'test.invalid',
        run: async () => {
          throw invalid('column 3 is missing');
        },
      }),
    ]);
    expect(await settled(ctx, await add(ctx, { type: 'test.invalid' }))).toMatchObject({
      state: 'failed',
      error: 'column 3 is missing',
      attempts: 1,
    });
  });

  it('cancels a waiting job at once and a running one at its next safe point', async () => {
    const { ctx } = await testTenant(database);
    await start([
      defineJob({
        type: 'test.long',
        run: async (job) => {
          for (let i = 0; i < 500; i++) {
            job.progress(i, 500);
            job.stopIfCancelled();
            await wait(20);
          }
        },
      }),
    ]);
    const waiting = await add(ctx, { type: 'test.nobody' });
    expect(await cancelJob(ctx, { id: waiting })).toMatchObject({ state: 'cancelled' });
    const id = await add(ctx, { type: 'test.long' });
    await until(
      () => getJob(ctx, { id }),
      (job) => job.progress.done > 3,
    );
    await cancelJob(ctx, { id });
    expect(await settled(ctx, id)).toMatchObject({ state: 'cancelled' });
    await expect(cancelJob(ctx, { id })).rejects.toMatchObject({ code: 'conflict' });
  });

  it('resumes a job whose worker went silent, and the old worker can no longer record an end', async () => {
    const { ctx } = await testTenant(database);
    const id = await add(ctx, { type: 'test.resume' });
    await database.owner
      .tags`update jobs set state = 'running', attempts = 1, lease_by = 'dead', lease_until = now() - interval '1 second' where id = ${id}`;
    await start([defineJob({ type: 'test.resume', run: async (job) => ({ attempt: job.attempt }) })]);
    expect(await settled(ctx, id)).toMatchObject({ state: 'completed', result: { attempt: 2 } });
    expect((await listJobLogs(ctx, { id })).items[0]?.message).toContain('resumed');
  });

  it('keeps the lease of a job that runs longer than the lease', async () => {
    const { ctx } = await testTenant(database);
    await start(
      [
        defineJob({
          type: 'test.slow',
          run: async (job) => {
            await wait(1_500);
            return { attempt: job.attempt };
          },
        }),
      ],
      { leaseMs: 400 },
    );
    await start([], { leaseMs: 400, pollMs: 100 });
    expect(await settled(ctx, await add(ctx, { type: 'test.slow' }))).toMatchObject({
      state: 'completed',
      result: { attempt: 1 },
    });
  });

  it('serves tenants in turns, and priorities first inside a tenant', async () => {
    const [big, small] = [await testTenant(database), await testTenant(database)];
    const order: string[] = [];
    for (let i = 0; i < 8; i++)
      await add(big.ctx, { type: 'test.turn', payload: { name: `big${i}` }, priority: i === 7 ? 0 : 5, queue: 'bulk' });
    const last = [
      await add(small.ctx, { type: 'test.turn', payload: { name: 'small0' }, queue: 'bulk' }),
      await add(small.ctx, { type: 'test.turn', payload: { name: 'small1' }, queue: 'bulk' }),
    ];
    await start([defineJob({ type: 'test.turn', run: async (job) => void order.push(String(job.payload['name'])) })], {
      concurrency: 1,
    });
    for (const id of last) await settled(small.ctx, id);
    expect(order.indexOf('small1')).toBeLessThan(5);
    expect(order.filter((name) => name.startsWith('big'))[0]).toBe('big7');
  });

  it('never runs more of a queue at once than its setting, and nothing of a paused one', async () => {
    const { ctx } = await testTenant(database);
    await database.owner
      .tags`insert into job_queues (name, concurrency) values ('imports', 1) on conflict (name) do update set concurrency = 1`;
    await database.owner
      .tags`insert into job_queues (name, paused) values ('campaigns', true) on conflict (name) do update set paused = true`;
    let [now, most] = [0, 0];
    const handler = defineJob({
      type: 'test.one',
      run: async () => {
        most = Math.max(most, ++now);
        await wait(60);
        now--;
      },
    });
    const paused = await add(ctx, { type: 'test.one', queue: 'campaigns' });
    const ids = [];
    for (let i = 0; i < 5; i++) ids.push(await add(ctx, { type: 'test.one', queue: 'imports' }));
    await start([handler]);
    await start([handler]);
    for (const id of ids) await settled(ctx, id);
    expect(most).toBe(1);
    expect(await getJob(ctx, { id: paused })).toMatchObject({ state: 'queued' });
    await database.owner.tags`update job_queues set paused = false`;
    expect(await settled(ctx, paused)).toMatchObject({ state: 'completed' });
  });

  it('a job of the same dedupe key is made once while the first waits', async () => {
    const { ctx } = await testTenant(database);
    const [first, second] = [
      await add(ctx, { type: 'test.key', dedupeKey: 'k' }),
      await add(ctx, { type: 'test.key', dedupeKey: 'k' }),
    ];
    expect(second).toBe(first);
    await cancelJob(ctx, { id: first });
    expect(await add(ctx, { type: 'test.key', dedupeKey: 'k' })).not.toBe(first);
  });

  it('a batch completes in its own transaction; one that throws is rolled back whole and tried again', async () => {
    const { ctx, slug } = await testTenant(database);
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) ids.push(await add(ctx, { type: 'test.batch', payload: { i } }));
    let tries = 0;
    await start([
      defineBatchJob({
        type: 'test.batch',
        run: async (jobs, { sql }) => {
          await sql`insert into contact_tags (tenant_id, name) select ${slug}, x from unnest(${jobs.map((job) => `tag${String(job.payload['i'])}`)}::text[]) x`;
          if (++tries === 1) throw new Error('the first time');
        },
      }),
    ]);
    for (const id of ids) expect(await settled(ctx, id)).toMatchObject({ state: 'completed', attempts: 2 });
    expect(await database.owner.tags`select 1 from contact_tags where tenant_id = ${slug}`).toHaveLength(5);
    const facts = await database.owner.tags<
      { payload: { ids: string[] } }[]
    >`select payload from outbox where tenant_id = ${slug} and entity_type = 'job_batch'`;
    expect(facts.flatMap((fact) => fact.payload.ids).sort()).toEqual([...ids].sort());
  });

  it('another tenant neither sees nor cancels a job', async () => {
    const [mine, other] = [await testTenant(database), await testTenant(database)];
    const id = await add(mine.ctx, { type: 'test.mine' });
    await expect(getJob(other.ctx, { id })).rejects.toMatchObject({ code: 'not_found' });
    await expect(cancelJob(other.ctx, { id })).rejects.toMatchObject({ code: 'not_found' });
  });
});
