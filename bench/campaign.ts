import { availableParallelism } from 'node:os';
import { getCampaign, launchCampaign } from '@/lib/campaigns';
import { SmtpPool } from '@/lib/sending';
import { numberOf, wordOf } from './lib/args';
import { cpuOf } from './lib/cpu';
import { startForked } from './lib/forked';
import { draft, seed, settle, signed, stateOf } from './lib/mailing';
import { report } from './lib/report';
import { startSink, type Sink } from './lib/sink';
import type { Ctx } from '@/lib/platform/context';
import { onStage, timed, topStatements, type Stage } from './lib/stage';

const connections = 40;
/** As large as what the campaign sends; the report tells both. */
const bareBytes = 5950;
/**
 * Prebuilt messages of the same size through the same pool: what the wire and this machine admit without us. As many go before, since code that
 * V8 has just met runs at two thirds of what it comes to.
 */
async function bareRate(sink: Sink, count: number): Promise<number> {
  const pool = new SmtpPool({ host: '127.0.0.1', port: sink.port, size: connections });
  const raw = Buffer.from(
    `Subject: bare\r\n\r\n${'x'.repeat(74)}\r\n`.padEnd(bareBytes, 'abcdefgh\r\n').replace(/\r?\n?$/, '\r\n'),
  );
  const send = async (name: string): Promise<void> => {
    for (let from = 0; from < count; from += 2000)
      await Promise.all(
        Array.from({ length: Math.min(2000, count - from) }, (_, i) =>
          pool.send({ from: 'a@example.org', to: `${name}${from + i}@example.org`, canonical: true }, raw),
        ),
      );
  };
  await send('before');
  const { seconds } = await timed(() => send('bare'));
  await pool.close();
  return count / seconds;
}

const few = 10;

/** Seconds from launch to completion of another organisation's small campaign, while the large one is under way. */
async function beside(ctx: Ctx): Promise<number> {
  const id = await draft(ctx);
  const { seconds } = await timed(async () => {
    await launchCampaign(ctx, { id });
    while (!(await stateOf(ctx, id)).completed) await new Promise((done) => setTimeout(done, 20));
  });
  return Math.round(seconds * 100) / 100;
}

interface Sent {
  seconds: number;
  planSeconds: number;
  /** Messages a second once nobody is planned beside it any more. */
  thenPerSecond: number;
  /** Microseconds of processor that one of these messages took, by who took it; watching them included. Null where none were left, or nobody counts. */
  thenCpuUs: Record<string, number> | null;
  /** What a small campaign of another organisation took: while the large one was planned, and after that. */
  besideSeconds: number[];
}

/** Plans everybody while nothing is handed over; gives the seconds that it took. */
async function planFirst(ctx: Ctx, id: string): Promise<number> {
  const planner = await startForked('bench/lib/planner.ts', 1, false);
  const { seconds } = await timed(async () => {
    await launchCampaign(ctx, { id });
    while (!(await stateOf(ctx, id)).planned) await new Promise((done) => setTimeout(done, 50));
  });
  await planner.stop();
  return seconds;
}

async function sendAll(
  ctx: Ctx,
  [first, second]: [Ctx, Ctx],
  id: string,
  processes: Record<string, readonly number[]>,
): Promise<Sent> {
  const started = performance.now();
  const since = () => (performance.now() - started) / 1000;
  if (!(await stateOf(ctx, id)).planned) await launchCampaign(ctx, { id });
  const besides = [new Promise((done) => setTimeout(done, 1000)).then(() => beside(first))];
  let [planSeconds, left] = [0, 0];
  let before = cpuOf(processes);
  for (;;) {
    await new Promise((done) => setTimeout(done, 100));
    const { planned, completed } = await stateOf(ctx, id);
    if (planned && planSeconds === 0) {
      planSeconds = since();
      const { totals } = await getCampaign(ctx, { id });
      left = totals.planned - totals.sent;
      before = cpuOf(processes);
      besides.push(beside(second));
    }
    if (completed) break;
  }
  const seconds = since();
  const after = Object.entries(cpuOf(processes));
  const counted = left > 0 && after.some(([, us]) => us > 0);
  return {
    seconds,
    planSeconds: Math.round(planSeconds * 10) / 10,
    thenPerSecond: Math.round(left / (seconds - planSeconds)),
    thenCpuUs: counted
      ? Object.fromEntries(after.map(([who, us]) => [who, Math.round((us - before[who]!) / left)]))
      : null,
    besideSeconds: await Promise.all(besides),
  };
}

/**
 * A campaign of N recipients to a sink on this machine, every row kept, beside the bare SMTP rate of the same run. Planning and hand-over are
 * measured each by itself; with `--at-once` both go on together, as they do for who launches a campaign. A worker for each core unless said.
 */
export async function run(args: string[]): Promise<void> {
  const recipients = numberOf(args, 'recipients', 100_000);
  const workers = numberOf(args, 'workers', availableParallelism());
  const dkim = wordOf(args, 'dkim', ['none', 'ed25519', 'rsa']);
  const counted = args.includes('--statements');
  const sink = await startSink();
  process.env['SMTP_URL'] =
    `smtp://127.0.0.1:${sink.port}?connections=${Math.max(1, Math.floor(connections / workers))}`;
  const measure = async (stage: Stage) => {
    const { ctx } = stage;
    const [first, second, before] = [
      await stage.another('beside-1'),
      await stage.another('beside-2'),
      await stage.another('before'),
    ];
    await seed(ctx, recipients);
    for (const other of [first, second, before]) await seed(other, few);
    await settle(stage);
    if (dkim !== 'none') await signed(ctx, dkim);
    const limit = await bareRate(sink, Math.min(100_000, recipients));
    const bare = await sink.count();
    const id = await draft(ctx);
    const plannedIn = args.includes('--at-once') ? null : await planFirst(ctx, id);
    const started = await startForked('bench/lib/worker.ts', workers, args.includes('--profile'));
    // Workers live for weeks: what their first message costs, while V8 meets all of their code, is not what is asked.
    if (plannedIn === null) await beside(before);
    const statements = counted ? await topStatements(stage) : null;
    const sent = await sendAll(ctx, [first, second], id, {
      ...{ workers: started.pids, postgres: [stage.postgresPid()], sink: [sink.pid] },
    });
    const { totals } = await getCampaign(ctx, { id });
    const { peakRssMb } = await started.stop();
    await statements?.print();
    const taken = await sink.count();
    report({
      ...{ name: 'campaign', figure: recipients / sent.seconds, unit: 'messages/s', limit },
      ...{ ...sent, peakRssMb, recipients, workers, connections, dkim },
      ...(plannedIn === null ? {} : { planSeconds: Math.round(plannedIn * 10) / 10 }),
      bytesEach: {
        bare: Math.round(bare.bytes / bare.messages),
        sent: Math.round((taken.bytes - bare.bytes) / (taken.messages - bare.messages)),
      },
      accepted: taken.messages - bare.messages - few * (sent.besideSeconds.length + (plannedIn === null ? 1 : 0)),
      doubled: taken.doubled,
      lost: recipients - totals.sent - totals.uncertain - totals.failed - totals.skipped - totals.deferred,
      uncertain: totals.uncertain,
    });
  };
  await onStage(measure, { statements: counted }).finally(() => sink.stop());
}
