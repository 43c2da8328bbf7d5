import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { applyFeedback } from '@/lib/feedback';
import { startDelivery } from '@/lib/pipeline';
import { finishCampaigns } from '@/lib/pipeline/delivery/finish';
import { systemClock } from '@/lib/platform/clock';
import type { Ctx } from '@/lib/platform/context';
import { startJobRunner } from '@/lib/platform/jobs';
import { smtpProvider, smtpSettings } from '@/lib/sending';
import { createSegment } from '@/lib/segments';
import { createTemplate, updateTemplate } from '@/lib/templates';
import { testDatabase } from '@/lib/testing/database';
import { people } from '@/lib/testing/outreach';
import { smtpSink } from '@/lib/testing/smtp-sink';
import { queueAsArranged } from '@/lib/testing/outbound';
import { testTenant } from '@/lib/testing/tenant';
import { until } from '@/lib/testing/wait';
import {
  cancelCampaign,
  chooseWinner,
  createCampaign,
  decideDue,
  editCampaign,
  getCampaign,
  launchCampaign,
  listRecipients,
  pauseCampaign,
  planCampaign,
  readVariants,
  releaseWinner,
  respreadCampaign,
  resumeCampaign,
  updateCampaign,
} from '..';
import { addsUp } from '../queries';

const database = await testDatabase();
const sql = database.owner.tags;
const sink = await smtpSink();
const runner = startJobRunner(database.services, [planCampaign, releaseWinner, respreadCampaign], { worker: 'test' });
let delivery: { stop(): Promise<void> } | null = null;
const deliver = async () => {
  delivery = await startDelivery(database.services, { provider: smtpProvider(smtpSettings(sink.url)) });
};
afterEach(async () => {
  await delivery?.stop();
  delivery = null;
  sink.received.length = 0;
});
afterAll(async () => {
  await (await runner).stop();
  await sink.close();
});

const letter = (ctx: Ctx, name: string, words: string) =>
  createTemplate(ctx, {
    ...{ name, channel: 'email', subject: `${words} {{ contact.first_name }}`, text: '' },
    html: `<p>${words}, <a href="https://example.org/give">give</a></p>`,
  });

/** A draft with the variants A and B, which is A's letter under another subject, and C, a letter of its own. */
async function test(ctx: Ctx, options: Partial<Parameters<typeof createCampaign>[1]> = {}) {
  const segment = await createSegment(ctx, { name: 'Everybody', rule: { all: [] } });
  const [a, c] = [await letter(ctx, 'Letter A', 'Dear'), await letter(ctx, 'Letter C', 'Hey')];
  const variants = [
    { name: 'A', templateId: a.id, weight: 1 },
    { name: 'B', templateId: a.id, subject: 'Hi {{ contact.first_name }}', weight: 1 },
    { name: 'C', templateId: c.id, weight: 1 },
  ];
  const { id } = await createCampaign(ctx, {
    ...{ name: 'Appeal', templateId: a.id, segmentIds: [segment.id], variants },
    ...options,
  });
  return { id, a, c, variants };
}

const statusIs = (ctx: Ctx, id: string, status: string) =>
  until(`the campaign to be ${status}`, async () => {
    const c = await getCampaign(ctx, { id });
    return c.status === status ? c : null;
  });
/** What those who watch see once it is counted again. */
const counted = async (ctx: Ctx, id: string) => {
  await database.services.system.tags`select update_campaign_breakdown(${ctx.tenant}, ${id})`;
  return readVariants(ctx, { id });
};
const tested = (ctx: Ctx, id: string, n: number) =>
  until('the test to be sent', async () => {
    const c = await getCampaign(ctx, { id });
    const { planned, sent } = c.totals;
    return c.plannedAt && planned === n && sent > 0 && sent + (await counted(ctx, id)).waiting === n ? c : null;
  });
const rows = (tenant: string, id: string) =>
  sql<{ id: string; variant: number | null; status: string; template_version_id: string; contact_id: string }[]>`
    select id, variant, status, template_version_id, contact_id from pipeline_messages where tenant_id = ${tenant} and source_id = ${id} order by id`;
const click = async (tenant: string, messages: readonly { id: string }[], machine: string | null = null) => {
  await applyFeedback(
    database.services,
    tenant,
    messages.map(({ id }) => ({ messageId: id, event: 'clicked' as const, at: new Date(), machine })),
  );
};

describe('a campaign with variants', () => {
  it('gives each recipient exactly one of them, with its own words and subject, and the terms add up', async () => {
    const { ctx, slug } = await testTenant(database);
    await people(ctx, 40);
    const { id } = await test(ctx);
    await launchCampaign(ctx, { id });
    await deliver();
    const after = await statusIs(ctx, id, 'completed');
    expect(after.totals).toMatchObject({ planned: 40, sent: 40 });
    expect(after.options.variants.map((v) => v.templateVersion)).toEqual([1, 1, 1]);
    const byVariant = new Map((await rows(slug, id)).map((row) => [row.id, row.variant]));
    const subjects = sink.received.map(({ raw }) => /^Subject: (\w+) Person/m.exec(raw)?.[1]);
    const expected = [...byVariant.values()].map((variant) => ['Dear', 'Hi', 'Hey'][variant ?? -1]);
    const inOrder = (list: readonly (string | undefined)[]) => list.map(String).toSorted((a, b) => (a < b ? -1 : 1));
    expect(inOrder(subjects)).toEqual(inOrder(expected));
    expect(new Set(subjects)).toEqual(new Set(['Dear', 'Hi', 'Hey']));
    for (const { raw } of sink.received) expect(/^Subject: Hey /m.test(raw)).toBe(/<p>Hey,/.test(raw));
  });

  it('sends the test first, and the rest what a person chooses; the sums hold at every moment', async () => {
    const { ctx, slug } = await testTenant(database);
    await people(ctx, 60);
    const { id } = await test(ctx, { testPercent: 40 });
    await launchCampaign(ctx, { id });
    await deliver();
    const testing = await tested(ctx, id, 60);
    expect(addsUp(testing.totals)).toBe(true);
    const { waiting } = await counted(ctx, id);
    expect(waiting).toBeGreaterThan(20);
    expect(testing.totals.inProgress).toBe(waiting);
    await until('the lane to rest', async () => {
      const [lane] =
        await sql`select 1 from pipeline_lanes where tenant_id = ${slug} and id = ${id} and due_at = 'infinity'`;
      return lane !== undefined;
    });
    await finishCampaigns(database.services, new Date());
    expect((await getCampaign(ctx, { id })).status).toBe('sending');
    const sent = (await rows(slug, id)).filter((row) => row.variant === 2);
    await click(slug, sent);
    await click(
      slug,
      (await rows(slug, id)).filter((row) => row.variant === 0),
      'a scanner',
    );
    const numbers = await counted(ctx, id);
    expect(numbers.variants.map((v) => v.clicked)).toEqual([0, 0, sent.length]);
    expect(numbers.leader).toBe(2);
    const listed = (await listRecipients(ctx, { id, variant: 2, event: 'clicked' })).items.map(
      (each) => each.messageId,
    );
    expect(new Set(listed)).toEqual(new Set(sent.map((row) => row.id)));

    await expect(chooseWinner(ctx, { id, position: 5 })).rejects.toMatchObject({ code: 'invalid' });
    const late = (await rows(slug, id)).filter((row) => row.variant === 1).slice(0, 1);
    await click(slug, late);
    expect((await readVariants(ctx, { id })).variants).toEqual(numbers.variants);
    const chosen = await chooseWinner(ctx, { id, position: 2 });
    expect(chosen.options.decision?.variants.map(({ hits }) => hits)).toEqual([0, 1, sent.length]);
    expect(chosen.options).toMatchObject({ decision: { winner: 2, sentence: (await counted(ctx, id)).sentence } });
    const after = await statusIs(ctx, id, 'completed');
    expect(after.totals).toMatchObject({ planned: 60, sent: 60, inProgress: 0 });
    expect(after.options.variants.map((v) => v.isWinner)).toEqual([false, false, true]);
    expect((await rows(slug, id)).filter((row) => row.variant === 2)).toHaveLength(sent.length + waiting);
    expect([...sink.counts().values()].every((n) => n === 1)).toBe(true);
    await expect(chooseWinner(ctx, { id, position: 0 })).rejects.toMatchObject({ code: 'conflict' });
  });

  it('is decided by itself at the set time, and keeps the numbers that it was decided by', async () => {
    const { ctx, slug } = await testTenant(database);
    await people(ctx, 60);
    const { id } = await test(ctx, { testPercent: 50, decideAfter: 60 });
    await launchCampaign(ctx, { id });
    await deliver();
    await tested(ctx, id, 60);
    await click(
      slug,
      (await rows(slug, id)).filter((row) => row.variant === 1),
    );
    await decideDue(database.services, systemClock);
    expect((await counted(ctx, id)).decidesAt).not.toBeNull();
    const timePasses = () =>
      sql`update campaigns set test_sent_at = test_sent_at - interval '40 seconds' where tenant_id = ${slug} and id = ${id}`;
    await timePasses();
    await decideDue(database.services, systemClock);
    expect((await getCampaign(ctx, { id })).options.decision).toBeNull();
    await timePasses();
    await decideDue(database.services, systemClock);
    await decideDue(database.services, systemClock);
    const after = await statusIs(ctx, id, 'completed');
    expect(after.options.decision).toMatchObject({ winner: 1, by: 'job:winner' });
    expect(after.totals).toMatchObject({ planned: 60, sent: 60 });
  });

  it('the time to the choice does not count while the gate lets people of the test wait', async () => {
    const { ctx, slug } = await testTenant(database);
    await people(ctx, 30);
    const { id } = await test(ctx, { testPercent: 50, decideAfter: 60 });
    await launchCampaign(ctx, { id });
    await deliver();
    await tested(ctx, id, 30);
    const [one] = (await rows(slug, id)).filter((row) => row.status !== 'planned');
    const set = async (status: string, reason: string) => {
      await sql`update pipeline_messages set status = ${status}, verdict_reason = ${reason}, due_at = now() + interval '1 day' where tenant_id = ${slug} and id = ${one?.id ?? ''}`;
      await queueAsArranged(sql, slug);
    };
    for (const reason of ['quiet_hours', 'legal_hours', 'frequency_cap', 'on_its_way', 'capacity']) {
      await set('deferred', reason);
      await decideDue(database.services, systemClock);
      expect((await counted(ctx, id)).decidesAt, reason).toBeNull();
    }
    await set('sent', 'passed');
    await decideDue(database.services, systemClock);
    expect((await counted(ctx, id)).decidesAt).not.toBeNull();
  });

  it('waits for a person when the variants are level and it was set to', async () => {
    const { ctx } = await testTenant(database);
    await people(ctx, 30);
    const { id } = await test(ctx, { testPercent: 50, decideAfter: 60, ifUnclear: 'wait' });
    await launchCampaign(ctx, { id });
    await deliver();
    await tested(ctx, id, 30);
    const late = { now: () => new Date(systemClock.now().getTime() + 120_000) };
    await decideDue(database.services, systemClock);
    await decideDue(database.services, late);
    const asked = await getCampaign(ctx, { id });
    expect(asked.options.decision?.winner).toBeNull();
    expect(asked.options.decision?.sentence).toMatch(/^Too early to tell: .* that is left to you\.$/);
    expect(asked.status).toBe('sending');
    await chooseWinner(ctx, { id, position: 0 });
    expect((await statusIs(ctx, id, 'completed')).totals).toMatchObject({ sent: 30 });
  });

  it('chosen while paused sends nothing until it goes on; cancelled instead, it skips who waited', async () => {
    const { ctx } = await testTenant(database);
    await people(ctx, 30);
    const first = await test(ctx, { testPercent: 30 });
    await launchCampaign(ctx, { id: first.id });
    await deliver();
    await tested(ctx, first.id, 30);
    const { waiting } = await counted(ctx, first.id);
    await pauseCampaign(ctx, { id: first.id });
    await chooseWinner(ctx, { id: first.id, position: 1 });
    await noJobs(ctx);
    expect((await counted(ctx, first.id)).waiting).toBe(waiting);
    expect((await getCampaign(ctx, { id: first.id })).totals.inProgress).toBe(waiting);
    await resumeCampaign(ctx, { id: first.id });
    expect((await statusIs(ctx, first.id, 'completed')).totals).toMatchObject({ sent: 30 });

    const segments = (await getCampaign(ctx, { id: first.id })).segments.map((s) => s.id);
    const { id } = await createCampaign(ctx, {
      ...{ name: 'Again', templateId: first.a.id, segmentIds: segments, variants: first.variants, testPercent: 30 },
    });
    await launchCampaign(ctx, { id });
    await tested(ctx, id, 30);
    const { totals } = await cancelCampaign(ctx, { id });
    expect(totals.skipped).toBeGreaterThan(10);
    expect(totals).toMatchObject({ planned: 30, inProgress: 0 });
    expect(addsUp(totals)).toBe(true);
  });

  it('keeps campaign and tenant control groups out, with a row and the reason for each', async () => {
    const { ctx, slug } = await testTenant(database);
    await people(ctx, 60);
    await sql`insert into campaign_settings (tenant_id, control_percent) values (${slug}, 30)`;
    const { id } = await test(ctx, { holdoutPercent: 30 });
    await launchCampaign(ctx, { id });
    await deliver();
    const after = await statusIs(ctx, id, 'completed');
    expect(after.totals.sent + after.totals.skipped).toBe(60);
    expect(Object.keys(after.skippedBy).toSorted()).toEqual(['control_group', 'global_control_group']);
    const [one] = (await listRecipients(ctx, { id, reason: 'control_group' })).items;
    expect(one).toMatchObject({ outcome: 'skipped', rule: 'holdout' });
    expect(one?.steps.at(-1)).toMatchObject({
      rule: 'holdout',
      result: 'stops',
      fact: expect.stringContaining('30 of 100'),
    });
  });

  it('refuses one variant alone, equal names, unknown templates and subjects that cannot be read', async () => {
    const { ctx } = await testTenant(database);
    const { id, variants } = await test(ctx);
    const [a, b] = variants as [(typeof variants)[number], (typeof variants)[number]];
    const bad = (list: unknown) => updateCampaign(ctx, { id, variants: list as [] });
    await expect(bad([a])).rejects.toMatchObject({ fields: { variants: expect.stringContaining('second') } });
    await expect(bad([a, { ...b, name: 'a' }])).rejects.toMatchObject({ code: 'invalid' });
    await expect(bad([a, { ...b, subject: '{{ oops' }])).rejects.toMatchObject({
      fields: { 'variants.1.subject': expect.any(String) },
    });
    await expect(bad([a, { ...b, templateId: id }])).rejects.toMatchObject({
      fields: { 'variants.1.templateId': 'does not exist' },
    });
    expect((await updateCampaign(ctx, { id, variants: [] })).options.variants).toEqual([]);
  });
});

/** Every job of the tenant has ended. */
const noJobs = (ctx: Ctx) =>
  until('the jobs to end', async () => {
    const [open] = await sql`
      select 1 from jobs where tenant_id = ${ctx.tenant} and type like 'campaigns.%' and state in ('queued', 'running')`;
    return open === undefined;
  });

it('as sent to count those whose mail came back too, as their list does; the choice looks at who was reached', async () => {
  const { ctx, slug } = await testTenant(database);
  await people(ctx, 30);
  const { id } = await test(ctx);
  await launchCampaign(ctx, { id });
  await deliver();
  await statusIs(ctx, id, 'completed');
  const mine = (await rows(slug, id)).filter((row) => row.variant === 0);
  await applyFeedback(database.services, slug, [
    { messageId: mine[0]?.id ?? '', event: 'bounced', at: new Date(), machine: null },
  ]);
  const [a] = (await counted(ctx, id)).variants;
  expect(a).toMatchObject({ sent: mine.length, reached: mine.length - 1 });
  expect((await listRecipients(ctx, { id, variant: 0, outcome: 'sent' })).items).toHaveLength(a?.sent ?? 0);
});

describe('the rest of a test', () => {
  it('gets what the winner says when it goes on: words changed while paused are theirs too', async () => {
    const { ctx, slug } = await testTenant(database);
    await people(ctx, 30);
    const { id, a } = await test(ctx, { testPercent: 30 });
    await launchCampaign(ctx, { id });
    await deliver();
    await tested(ctx, id, 30);
    const { waiting } = await counted(ctx, id);
    await sql`update job_queues set paused = true`;
    await chooseWinner(ctx, { id, position: 0 });
    await pauseCampaign(ctx, { id });
    await sql`update job_queues set paused = false`;
    await sql`select pg_notify('jobs', '')`;
    await noJobs(ctx);
    expect((await counted(ctx, id)).waiting).toBe(waiting);
    await updateTemplate(ctx, { id: a.id, text: 'Better' });
    const { said } = await editCampaign(ctx, { id, variants: [{ position: 0, templateId: a.id }] });
    expect(said[0]).toContain(`: ${waiting} people who did not get it yet will get `);
    await resumeCampaign(ctx, { id });
    await statusIs(ctx, id, 'completed');
    const [newest] = await sql<{ n: number }[]>`
      select count(*)::int as n from pipeline_messages m join template_versions v on v.tenant_id = m.tenant_id and v.id = m.template_version_id
      where m.tenant_id = ${slug} and m.source_id = ${id} and v.version = 2`;
    expect(newest?.n).toBe(waiting);
    expect([...sink.counts().values()].every((n) => n === 1)).toBe(true);
  });

  it('keeps the pace, whether chosen before or after going on: it follows when the others have their times', async () => {
    for (const first of ['choose', 'resume'] as const) {
      const { ctx, slug } = await testTenant(database);
      await people(ctx, 60);
      const { id } = await test(ctx, { testPercent: 50, perHour: 120 });
      await launchCampaign(ctx, { id });
      await until('the plan', async () => (await getCampaign(ctx, { id })).plannedAt);
      await pauseCampaign(ctx, { id });
      await sql`update job_queues set paused = true`;
      if (first === 'resume') await resumeCampaign(ctx, { id });
      await chooseWinner(ctx, { id, position: 1 });
      if (first === 'choose') await resumeCampaign(ctx, { id });
      const types = await sql<{ type: string }[]>`
        select type from jobs where tenant_id = ${slug} and state = 'queued' and type like 'campaigns.re%'`;
      await sql`update job_queues set paused = false`;
      expect(types.map((job) => job.type)).toEqual(['campaigns.respread']);
      await sql`select pg_notify('jobs', '')`;
      await until('the rest to be queued', async () => (await counted(ctx, id)).waiting === 0);
      const slots = await sql<{ n: number }[]>`
        select count(*)::int as n from pipeline_messages where tenant_id = ${slug} and source_id = ${id} and status = 'queued' group by due_at`;
      expect(slots.reduce((sum, { n }) => sum + n, 0)).toBe(60);
      expect(Math.max(...slots.map(({ n }) => n))).toBe(2);
      await cancelCampaign(ctx, { id });
    }
  });

  it('is paused with the reason when it could not be queued, and resuming goes on with it', async () => {
    const { ctx, slug } = await testTenant(database);
    await people(ctx, 60);
    const { id } = await test(ctx, { testPercent: 30 });
    await launchCampaign(ctx, { id });
    await deliver();
    await tested(ctx, id, 60);
    await sql`update job_queues set paused = true`;
    await chooseWinner(ctx, { id, position: 0 });
    // Every worker that took the job died with it.
    await sql`
      update jobs set state = 'running', attempts = max_attempts, lease_by = 'dead', lease_until = now() - interval '1 hour'
      where tenant_id = ${slug} and type = 'campaigns.release'`;
    const paused = await statusIs(ctx, id, 'paused');
    expect(paused.error).toMatch(/^The winner could not be sent to the rest/);
    expect(addsUp(paused.totals)).toBe(true);
    await sql`update job_queues set paused = false`;
    await resumeCampaign(ctx, { id });
    expect((await statusIs(ctx, id, 'completed')).totals).toMatchObject({ planned: 60, sent: 60 });
    expect([...sink.counts().values()].every((n) => n === 1)).toBe(true);
  });
});
