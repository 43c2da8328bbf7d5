import { createCampaign, getCampaign, launchCampaign } from '@/lib/campaigns';
import { addsUp } from '@/lib/campaigns/queries';
import type { Totals } from '@/lib/campaigns/schema';
import { createSegment } from '@/lib/segments';
import { createTemplate } from '@/lib/templates';
import { freePort } from '../../scripts/launcher/processes';
import { numberOf } from '../lib/args';
import { onStage, type Stage } from '../lib/stage';
import { hostileSink, keepNats, keepWorkers, type HostileSink, type Kept } from './processes';

const connections = 10;
const sampleMs = 1000;
const longestMs = 60 * 60_000;

interface Blow {
  what: string;
  /** Share of the recipients that were taken when it fell. */
  at: number;
  strike(): Promise<void>;
}

interface Told {
  what: string;
  taken: number;
  /** Connections that were open at that moment. */
  open: number;
  /** Left in doubt by workers that ended, since the blow before. */
  doubt: number;
}

async function seed({ services, tenant }: Stage, recipients: number): Promise<void> {
  const sql = services.system.tags;
  await sql`insert into contacts (tenant_id, email, email_normalized, first_name, display_name)
    select ${tenant}, 'p' || i || '@example.org', 'p' || i || '@example.org', 'P' || i, 'P' || i from generate_series(1, ${recipients}::int) i`;
  await sql`insert into contact_consents (tenant_id, contact_id, channel, purpose, granted, source) select ${tenant}, id, 'email', 'marketing', true, 'form' from contacts where tenant_id = ${tenant}`;
  await sql`select refresh_contact_statistics()`;
}

async function campaignOf({ ctx }: Stage): Promise<string> {
  const segment = await createSegment(ctx, { name: 'Everybody', rule: { all: [] } });
  const template = await createTemplate(ctx, {
    ...{ name: 'Letter', channel: 'email' as const, subject: 'Dear {{ contact.first_name }}', text: '' },
    html: '<p>Hello {{ contact.first_name }}, <a href="https://example.org/give">give</a></p>',
  });
  const campaign = { name: 'Chaos', channel: 'email' as const, templateId: template.id, segmentIds: [segment.id] };
  return (await createCampaign(ctx, campaign)).id;
}

/** Asks again while the database is away. */
async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await ask();
    } catch (error) {
      if (tries > 200) throw error;
      await new Promise((done) => setTimeout(done, 300));
    }
  }
}

/** The blows in the order in which they fall, spread over the run. */
function blows(kills: number, workers: Kept, stage: Stage, nats: Kept | null): Blow[] {
  const killed = Array.from({ length: kills }, (_, i) => ({
    ...{ what: 'worker killed -9', at: (i + 0.7) / (kills + 1), strike: () => workers.kill() },
  }));
  const restarted = (['SIGINT', 'SIGKILL'] as const).map((signal, i) => ({
    what: `PostgreSQL ended by ${signal}`,
    at: 0.31 + i * 0.33,
    strike: async () => void process.kill(stage.postgresPid(), signal),
  }));
  const lost = nats ? [0.43, 0.77].map((at) => ({ what: 'NATS killed -9', at, strike: () => nats.kill() })) : [];
  return [...killed, ...restarted, ...lost].sort((a, b) => a.at - b.at);
}

const doubtOf = async ({ services, tenant }: Stage): Promise<number> => {
  const [row] = await services.system.tags<{ n: number }[]>`
    select count(*)::int as n from pipeline_messages where tenant_id = ${tenant} and status = 'uncertain'
      and (error_code = 'lease_expired' or error_message like 'The worker ended%')`;
  return row?.n ?? 0;
};

/** Lets the blows fall while the campaign runs; every second its sum must be true. */
async function endure(stage: Stage, id: string, recipients: number, sink: HostileSink, due: Blow[]) {
  const told: Told[] = [];
  const samples = { taken: 0, wrong: 0 };
  let before = 0;
  let sampled = 0;
  const started = performance.now();
  for (;;) {
    const now = performance.now();
    if (now - started > longestMs) throw new Error('The campaign did not end within an hour.');
    const { taken, open } = await sink.count();
    const [next] = due;
    if (next && taken >= next.at * recipients) {
      due.shift();
      await next.strike();
      const doubt = await patiently(() => doubtOf(stage));
      if (told.length) (told.at(-1) as Told).doubt = doubt - before;
      before = doubt;
      told.push({ what: next.what, taken, open, doubt: 0 });
    }
    if (now - sampled > sampleMs) {
      sampled = now;
      const campaign = await patiently(() => getCampaign(stage.ctx, { id }));
      samples.taken++;
      if (!addsUp(campaign.totals) || (campaign.plannedAt && campaign.totals.planned !== recipients)) {
        samples.wrong++;
        const { plannedAt, totals } = campaign;
        process.stdout.write(
          `wrong: ${JSON.stringify({ second: Math.round((now - started) / 1000), plannedAt, totals })}\n`,
        );
      }
      if (campaign.status === 'completed') {
        if (told.length) (told.at(-1) as Told).doubt = (await doubtOf(stage)) - before;
        return { told, samples, totals: campaign.totals, seconds: (performance.now() - started) / 1000 };
      }
    }
    await new Promise((done) => setTimeout(done, 20));
  }
}

/** Whom the sink took, beside what each row says. */
async function compare({ services, tenant }: Stage, id: string, sink: HostileSink) {
  const rows = await services.system.tags<{ address: string; status: string }[]>`
    select c.email_normalized as address, coalesce(m.status, 'no row') as status from contacts c
    left join pipeline_messages m on m.tenant_id = c.tenant_id and m.contact_id = c.id and m.source_id = ${id} where c.tenant_id = ${tenant}`;
  const [queue] = await services.system.tags<
    { n: number }[]
  >`select (select count(*) from pipeline_queue)::int + (select count(*) from pipeline_claims)::int as n`;
  const taken = await sink.all();
  const times = (address: string) => taken.get(address) ?? 0;
  const known = rows.filter((row) => row.status !== 'uncertain');
  return {
    queued: queue?.n ?? 0,
    // Said to be sent and never taken; or without a row at all.
    lost: known.filter((r) => (r.status === 'sent' ? times(r.address) === 0 : r.status === 'no row')).length,
    doubled: known.filter((row) => times(row.address) > 1).length,
    // Taken, and told to have failed.
    denied: known.filter((row) => row.status === 'failed' && times(row.address) > 0).length,
    uncertain: rows.length - known.length,
    uncertainTaken: rows.filter((row) => row.status === 'uncertain' && times(row.address) > 0).length,
    uncertainTwice: rows.filter((row) => row.status === 'uncertain' && times(row.address) > 1).length,
  };
}

function print(told: readonly Told[], totals: Totals, more: Record<string, unknown>): void {
  console.log(`${'blow'.padEnd(30)}${'taken'.padStart(10)}${'open'.padStart(6)}${'in doubt'.padStart(10)}`);
  for (const { what, taken, open, doubt } of told)
    console.log(
      `${what.padEnd(30)}${String(taken).padStart(10)}${String(open).padStart(6)}${String(doubt).padStart(10)}`,
    );
  const { planned, sent, deferred, skipped, failed, uncertain, inProgress } = totals;
  console.log('');
  for (const [name, value] of Object.entries({
    planned,
    sent,
    deferred,
    skipped,
    failed,
    uncertain,
    inProgress,
    ...more,
  }))
    console.log(`${name.padEnd(30)}${String(value).padStart(10)}`);
}

/**
 * A campaign through a worker killed -9 again and again, a database and (with --nats) a bus that go down twice, and a mail server
 * that cannot be relied on: nobody is missing, and nobody gets it twice but those who are reported uncertain.
 */
export async function run(args: string[]): Promise<void> {
  const recipients = numberOf(args, 'recipients', 100_000);
  const kills = numberOf(args, 'kills', 20);
  // What a database that goes away throws outside any promise is the point of this run.
  process.on('uncaughtException', (error) => {
    if (!/CONNECTION|ECONN|57P0|terminating/.test(`${String(error)} ${String((error as { code?: string }).code)}`))
      throw error;
  });
  const sink = await hostileSink();
  process.env['SMTP_URL'] = `smtp://127.0.0.1:${sink.port}?connections=${connections}`;
  process.env['INBOUND_SMTP_PORT'] = String(await freePort());
  const nats = args.includes('--nats') ? await keepNats() : null;
  if (nats) process.env['NATS_URL'] = nats.url;
  let failed = false;
  try {
    await onStage(async (stage) => {
      await seed(stage, recipients);
      const id = await campaignOf(stage);
      await launchCampaign(stage.ctx, { id });
      const workers = await keepWorkers();
      try {
        const { told, samples, totals, seconds } = await endure(
          stage,
          id,
          recipients,
          sink,
          blows(kills, workers, stage, nats),
        );
        const { untold } = await sink.count();
        const found = await compare(stage, id, sink);
        const most = Math.max(0, ...told.filter((blow) => blow.what.startsWith('worker')).map((blow) => blow.doubt));
        const { lost, doubled, denied, uncertain } = found;
        failed =
          lost + doubled + denied + found.queued + samples.wrong + totals.inProgress + totals.deferred > 0 ||
          most > connections;
        print(told, totals, {
          ...{ 'samples of the sum': samples.taken, 'wrong sums': samples.wrong, 'most in doubt at a kill': most },
          ...{
            'left in the queue': found.queued,
            'taken and not told': untold,
            'failed, yet taken': denied,
            'uncertain and taken': found.uncertainTaken,
          },
          ...{
            'uncertain and taken twice': found.uncertainTwice,
            seconds: Math.round(seconds),
            nats: nats ? 'yes' : 'no',
          },
        });
        console.log(JSON.stringify({ rounds: told.length, recipients, lost, doubled, uncertain }));
      } finally {
        await workers.stop();
      }
    });
  } finally {
    sink.stop();
    await nats?.stop();
  }
  if (failed) process.exitCode = 1;
}
