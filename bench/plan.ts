import { bareClient } from '@/db/client';
import { launchCampaign } from '@/lib/campaigns';
import { numberOf } from './lib/args';
import { startForked } from './lib/forked';
import { draft, seed, stateOf } from './lib/mailing';
import { report } from './lib/report';
import { onStage, timed, topStatements, type Stage } from './lib/stage';

/** Rows a second that one session inserts when nothing is asked of them: as many as are planned, 5,000 at a time, one index. */
async function bareRate({ urls }: Stage, rows: number): Promise<number> {
  const sql = bareClient(urls.owner);
  await sql`create table bare (tenant_id text, id uuid default gen_random_uuid(), address text, due_at timestamptz, primary key (tenant_id, id))`;
  const { seconds } = await timed(async () => {
    for (let from = 0; from < rows; from += 5000)
      await sql`insert into bare (tenant_id, address, due_at) select 'bench', 'p' || i || '@bench.example.org', now() from generate_series(${from}::int, ${Math.min(rows, from + 5000) - 1}::int) i`;
  });
  await sql`drop table bare`;
  await sql.end();
  return rows / seconds;
}

/** Planning N recipients through the gate, while nothing is handed over: each gets its row, its verdict and its place in the queue. */
export async function run(args: string[]): Promise<void> {
  const recipients = numberOf(args, 'recipients', 200_000);
  const counted = args.includes('--statements');
  const measure = async (stage: Stage) => {
    const { ctx } = stage;
    await seed(ctx, recipients);
    const limit = await bareRate(stage, Math.min(200_000, recipients));
    const id = await draft(ctx);
    const planner = await startForked('bench/lib/planner.ts', 1, args.includes('--profile'));
    const statements = counted ? await topStatements(stage) : null;
    const { seconds } = await timed(async () => {
      await launchCampaign(ctx, { id });
      while (!(await stateOf(ctx, id)).planned) await new Promise((done) => setTimeout(done, 50));
    });
    const { peakRssMb } = await planner.stop();
    await statements?.print();
    report({ name: 'plan', figure: recipients / seconds, unit: 'recipients/s', limit, seconds, peakRssMb, recipients });
  };
  await onStage(measure, { statements: counted });
}
