import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createCampaign, getCampaign, launchCampaign } from '@/lib/campaigns';
import { SmtpPool } from '@/lib/sending';
import { createSegment } from '@/lib/segments';
import { createTemplate } from '@/lib/templates';
import { numberOf } from './lib/args';
import { report } from './lib/report';
import { startSink, type Sink } from './lib/sink';
import { onStage, topStatements, type Stage } from './lib/stage';

const connections = 10;
const filler =
  '<p>This summer your year comes back for a weekend of talks, dinners and old stories, and we would like you to be there.</p>'.repeat(
    14,
  );
const html = `<html><body><p>Dear {{ contact.first_name | default: "friend" }} {{ contact.last_name }},</p><p>Class of {{ contact.attributes.class_year }}, {{ contact.attributes.degree }}, {{ contact.attributes.chapter }}.</p>${filler}
<p><a href="https://example.com/programme">Programme</a> <a href="https://example.com/seat">Keep your seat</a> <a href="https://example.com/map">Map</a> <a href="{{ unsubscribe_url }}">Unsubscribe</a></p></body></html>`;

async function seed({ services, tenant }: Stage, recipients: number): Promise<void> {
  const sql = services.system.tags;
  for (let from = 0; from < recipients; from += 100_000) {
    const to = Math.min(recipients, from + 100_000);
    await sql`insert into contacts (tenant_id, email, email_normalized, first_name, last_name, display_name, attributes)
      select ${tenant}, 'p' || i || '@example.org', 'p' || i || '@example.org', 'First' || i % 500, 'Last' || i % 3000, 'First' || i % 500 || ' Last' || i % 3000,
        jsonb_build_object('class_year', 1990 + i % 30, 'degree', 'BSc ' || i % 40, 'chapter', 'Chapter ' || i % 50)
      from generate_series(${from}::int, ${to - 1}::int) i`;
  }
  await sql`insert into contact_consents (tenant_id, contact_id, channel, purpose, granted, source) select ${tenant}, id, 'email', 'marketing', true, 'form' from contacts where tenant_id = ${tenant}`;
  await sql`select refresh_contact_statistics()`;
}

/** Prebuilt messages of the same size through the same pool: what the wire and this machine admit without us. */
async function bareRate(sink: Sink, count: number, bytes: number): Promise<number> {
  const pool = new SmtpPool({ host: '127.0.0.1', port: sink.port, size: connections });
  const raw = Buffer.from(
    `Subject: bare\r\n\r\n${'x'.repeat(74)}\r\n`.padEnd(bytes, 'abcdefgh\r\n').replace(/\r?\n?$/, '\r\n'),
  );
  const started = performance.now();
  const window = 2000;
  for (let from = 0; from < count; from += window) {
    await Promise.all(
      Array.from({ length: Math.min(window, count - from) }, (_, i) =>
        pool.send({ from: 'a@example.org', to: `bare${from + i}@example.org`, canonical: true }, raw),
      ),
    );
  }
  const rate = count / ((performance.now() - started) / 1000);
  await pool.close();
  return rate;
}

/** A campaign of N recipients to a sink on this machine, every row kept, beside the bare SMTP rate of the same run. */
export async function run(args: string[]): Promise<void> {
  const recipients = numberOf(args, 'recipients', 100_000);
  const sink = await startSink();
  process.env['SMTP_URL'] = `smtp://127.0.0.1:${sink.port}?connections=${connections}`;
  await onStage(
    async (stage) => {
      const { ctx } = stage;
      await seed(stage, recipients);
      const limit = await bareRate(sink, Math.min(50_000, recipients), 5200);
      const bare = await sink.count();
      const segment = await createSegment(ctx, { name: 'Everybody', rule: { all: [] } });
      const template = await createTemplate(ctx, {
        name: 'Letter',
        channel: 'email',
        subject: 'Dear {{ contact.first_name }}',
        html,
        text: '',
      });
      const { id } = await createCampaign(ctx, {
        name: 'Bench',
        channel: 'email',
        templateId: template.id,
        segmentIds: [segment.id],
      });
      const worker = fork(fileURLToPath(new URL('./lib/worker.ts', import.meta.url)), {
        execArgv: ['--import', 'tsx', ...(args.includes('--profile') ? ['--cpu-prof', '--cpu-prof-dir=profile'] : [])],
      });
      await new Promise((done) => worker.once('message', done));
      const statements = args.includes('--statements') ? await topStatements(stage) : null;
      const started = performance.now();
      await launchCampaign(ctx, { id });
      let planSeconds = 0;
      for (;;) {
        await new Promise((done) => setTimeout(done, 500));
        const campaign = await getCampaign(ctx, { id });
        if (campaign.plannedAt && planSeconds === 0) planSeconds = (performance.now() - started) / 1000;
        if (campaign.status === 'completed') break;
      }
      const seconds = (performance.now() - started) / 1000;
      const { totals } = await getCampaign(ctx, { id });
      const stopped = new Promise<{ peakRssMb: number }>((done) =>
        worker.once('message', (message) => done(message as { peakRssMb: number })),
      );
      worker.send('stop');
      const { peakRssMb } = await stopped;
      await statements?.print();
      const taken = await sink.count();
      report({
        name: 'campaign',
        figure: recipients / seconds,
        unit: 'messages/s',
        limit,
        seconds,
        peakRssMb,
        recipients,
        planSeconds: Math.round(planSeconds * 10) / 10,
        accepted: taken.messages - bare.messages,
        doubled: taken.doubled,
        lost: recipients - totals.sent - totals.uncertain - totals.failed - totals.skipped - totals.deferred,
        uncertain: totals.uncertain,
      });
    },
    { statements: args.includes('--statements') },
  ).finally(() => sink.stop());
}
