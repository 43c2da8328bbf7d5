import { fork, type ChildProcess } from 'node:child_process';
import { afterAll, describe, expect, it } from 'vitest';
import { createCampaign, getCampaign, launchCampaign } from '@/lib/campaigns';
import { addsUp } from '@/lib/campaigns/queries';
import { createSegment } from '@/lib/segments';
import { createTemplate } from '@/lib/templates';
import { testDatabase } from '@/lib/testing/database';
import { smtpSink } from '@/lib/testing/smtp-sink';
import { testTenant } from '@/lib/testing/tenant';
import { until } from '@/lib/testing/wait';

const recipients = 10_000;
const sink = await smtpSink();
const database = await testDatabase({ SMTP_URL: sink.url });
let worker: ChildProcess | undefined;
// The delivery part of a worker process, as bench/ runs it.
const start = () => {
  worker = fork('bench/lib/worker.ts', { execArgv: ['--import', 'tsx'], env: { ...process.env, LOG_LEVEL: 'silent' } });
};
afterAll(async () => {
  worker?.kill('SIGKILL');
  await sink.close();
});

describe('a worker killed -9 three times in the middle of a campaign', () => {
  it('loses nobody and sends to nobody twice; in doubt is only what was on the wire', async () => {
    const { ctx, slug } = await testTenant(database);
    const sql = database.owner.tags;
    await sql`insert into contacts (tenant_id, email, email_normalized, first_name, display_name) select ${slug}, 'p' || i || '@example.org', 'p' || i || '@example.org', 'P', 'P' || i from generate_series(1, ${recipients}::int) i`;
    await sql`insert into contact_consents (tenant_id, contact_id, channel, purpose, granted, source) select ${slug}, id, 'email', 'marketing', i % 20 > 0, 'form' from (select id, row_number() over (order by id) as i from contacts where tenant_id = ${slug}) c`;
    const segment = await createSegment(ctx, { name: 'Everybody', rule: { all: [] } });
    const template = await createTemplate(ctx, {
      name: 'Letter',
      channel: 'email',
      subject: 'Hello',
      html: '<p>Hello {{ contact.first_name }}</p>',
      text: '',
    });
    const { id } = await createCampaign(ctx, {
      name: 'Kill',
      channel: 'email',
      templateId: template.id,
      segmentIds: [segment.id],
    });
    await launchCampaign(ctx, { id });
    for (const share of [0.15, 0.4, 0.7]) {
      start();
      await until(`${share * 100} % to arrive`, () => sink.received.length >= recipients * share, 120_000);
      worker?.kill('SIGKILL');
      await new Promise((done) => worker?.once('exit', done));
    }
    start();
    const after = await until(
      'the campaign to end',
      async () => {
        const c = await getCampaign(ctx, { id });
        return c.status === 'completed' ? c : null;
      },
      180_000,
    );
    expect(addsUp(after.totals)).toBe(true);
    expect(after.totals).toMatchObject({
      planned: recipients,
      skipped: recipients / 20,
      failed: 0,
      deferred: 0,
      inProgress: 0,
    });
    expect(after.totals.sent + after.totals.uncertain).toBe(recipients - recipients / 20);
    // Ten connections with a body each and its answer: what may be on the wire at one kill.
    expect(after.totals.uncertain).toBeLessThanOrEqual(3 * 20);
    const counts = sink.counts();
    expect([...counts.entries()].filter(([, n]) => n > 1)).toEqual([]);
    const sent = await sql<
      { address: string }[]
    >`select recipient_address as address from pipeline_messages where source_id = ${id} and status = 'sent'`;
    expect(sent.filter((m) => !counts.has(m.address))).toEqual([]);
  }, 400_000);
});
