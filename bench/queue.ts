import { defineBatchJob, defineJob, startJobRunner, type AnyHandler } from '../lib/platform/jobs';
import { numberOf } from './lib/args';
import { report } from './lib/report';
import { onStage, timed, watchMemory, type Stage } from './lib/stage';
import { setTimeout as wait } from 'node:timers/promises';

async function fill({ services, tenant }: Stage, type: string, jobs: number): Promise<void> {
  await services.system
    .tags`insert into jobs (tenant_id, type, title) select ${tenant}, ${type}, 'empty' from generate_series(1, ${jobs}::int)`;
}

/** The bare means: batches of 1,000 ids locked by SKIP LOCKED and completed, on a table of only what that needs. */
async function bareQueue({ services }: Stage, jobs: number): Promise<number> {
  return services.system.tags.begin(async (sql) => {
    await sql`create temp table bare (id bigint primary key, state text not null) on commit drop`;
    await sql`insert into bare select n, 'queued' from generate_series(1, ${jobs}::int) n`;
    const { seconds } = await timed(async () => {
      for (let left = jobs; left > 0; left -= 1000) {
        await sql`delete from bare where id in (select id from bare order by id limit 1000 for update skip locked)`;
      }
    });
    return jobs / seconds;
  });
}

/** Jobs a second from the first claim to the last completion. */
async function drain(stage: Stage, handler: AnyHandler, jobs: number): Promise<number> {
  await fill(stage, handler.type, jobs);
  await stage.services.system.tags`update job_queues set concurrency = 64`;
  const { seconds } = await timed(async () => {
    const runner = await startJobRunner(stage.services, [handler], { worker: 'bench', concurrency: 64 });
    for (;;) {
      const [row] = await stage.services.system
        .tags`select 1 from jobs where tenant_id = ${stage.tenant} and type = ${handler.type} and state in ('queued', 'running') limit 1`;
      if (!row) break;
      await wait(20);
    }
    await runner.stop();
  });
  return jobs / seconds;
}

/** Runs `--jobs` (default 200,000) empty jobs by the batch, and a fiftieth of that one by one. */
export async function run(args: string[]): Promise<void> {
  const jobs = numberOf(args, 'jobs', 200_000);
  await onStage(async (stage) => {
    const limit = await bareQueue(stage, jobs);
    const memory = watchMemory();
    const figure = await drain(stage, defineBatchJob({ type: 'bench.batch', run: async () => undefined }), jobs);
    const few = Math.max(100, Math.floor(jobs / 50));
    const oneByOne = await drain(stage, defineJob({ type: 'bench.single', run: async () => undefined }), few);
    report({
      name: 'queue',
      figure,
      unit: 'jobs/s',
      limit,
      seconds: jobs / figure,
      peakRssMb: memory.peak(),
      jobs,
      oneByOne: Math.round(oneByOne),
    });
  });
}
