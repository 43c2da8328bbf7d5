import { afterAll, describe, expect, it } from 'vitest';
import { startJobRunner } from '@/lib/platform/jobs';
import { testDatabase } from '@/lib/testing/database';
import { draft, people } from '@/lib/testing/outreach';
import { queueAsArranged } from '@/lib/testing/outbound';
import { testTenant } from '@/lib/testing/tenant';
import { until } from '@/lib/testing/wait';
import {
  archiveCampaign,
  archiveOld,
  cancelCampaign,
  cloneCampaign,
  editCampaign,
  getCampaign,
  launchCampaign,
  launchDue,
  listCampaigns,
  pauseCampaign,
  planCampaign,
  readSeries,
  restoreCampaign,
  resumeCampaign,
  updateCampaign,
} from '..';
import { updateTemplate } from '@/lib/templates';

const database = await testDatabase();
const sql = database.owner.tags;
const runner = startJobRunner(database.services, [planCampaign], { worker: 'test' });
afterAll(async () => {
  await (await runner).stop();
});

const day = 86_400_000;

describe('a series', () => {
  it('makes each run once as a campaign of its own, however often the timer comes, and ends with its rule', async () => {
    const { ctx, slug, clock } = await testTenant(database, { timeZone: 'Europe/Berlin' });
    await people(ctx, 3);
    const id = await draft(ctx, 'Newsletter');
    await updateCampaign(ctx, { id, recurrence: { rule: 'FREQ=DAILY;COUNT=2' } });
    await expect(launchCampaign(ctx, { id })).rejects.toMatchObject({ fields: { localTime: 'is missing' } });
    const first = new Date(Math.ceil(clock.now().getTime() / 60_000) * 60_000 + 60_000);
    const series = await launchCampaign(ctx, { id, scheduledAt: first.toISOString() });
    expect(series).toMatchObject({ status: 'scheduled', scheduledAt: first.toISOString() });
    expect((await readSeries(ctx, { id })).next).toHaveLength(2);
    await launchDue(database.services, clock);
    expect((await readSeries(ctx, { id })).runs).toEqual([]);

    clock.advance(3 * 60_000);
    await Promise.all([1, 2, 3].map(() => launchDue(database.services, clock)));
    await launchDue(database.services, clock);
    const after = await readSeries(ctx, { id });
    expect(after.runs).toMatchObject([{ name: 'Newsletter, run 1', number: 1, status: 'sending' }]);
    expect(after.next.map((at) => Date.parse(at) - first.getTime())).toEqual([day]);
    const run = after.runs[0]?.id ?? '';
    // The clock of this test runs ahead of the workers'.
    await sql`update jobs set due_at = now() where tenant_id = ${slug}`;
    await until('the run to be planned', async () => (await getCampaign(ctx, { id: run })).totals.planned === 3);
    const epochs =
      await sql`select distinct epoch from pipeline_messages where tenant_id = ${slug} and source_id = ${run}`;
    expect(epochs).toEqual([{ epoch: 1 }]);
    expect((await getCampaign(ctx, { id })).totals.planned).toBe(0);

    clock.advance(3 * day);
    await launchDue(database.services, clock);
    expect(await getCampaign(ctx, { id })).toMatchObject({ status: 'completed' });
    expect((await readSeries(ctx, { id })).runs.map((r) => r.number)).toEqual([2, 1]);
  });

  it('paused makes no run, goes on with the next day to come, and cancelled makes none any more', async () => {
    const { ctx, slug, clock } = await testTenant(database);
    await people(ctx, 1);
    const id = await draft(ctx, 'Daily');
    await updateCampaign(ctx, { id, recurrence: { rule: 'FREQ=DAILY' } });
    const first = new Date(clock.now().getTime() + 120_000);
    await launchCampaign(ctx, { id, scheduledAt: first.toISOString() });
    await pauseCampaign(ctx, { id });
    clock.advance(5 * day);
    await launchDue(database.services, clock);
    expect((await readSeries(ctx, { id })).runs).toEqual([]);
    const resumed = await resumeCampaign(ctx, { id });
    expect(Date.parse(resumed.scheduledAt ?? '')).toBeGreaterThan(clock.now().getTime());
    clock.advance(day);
    await launchDue(database.services, clock);
    await sql`update jobs set due_at = now() where tenant_id = ${slug}`;
    const [run] = (await readSeries(ctx, { id })).runs;
    await until('the run to be planned', async () => (await getCampaign(ctx, { id: run?.id ?? '' })).plannedAt);
    // The series itself is nobody's message: no job may plan it.
    const plans = await sql<{ campaign: string; state: string }[]>`
      select payload->>'campaignId' as campaign, state from jobs where tenant_id = ${slug} and type = 'campaigns.plan'`;
    expect(plans.map((job) => job.campaign)).toEqual([run?.id]);
    expect(await getCampaign(ctx, { id })).toMatchObject({ status: 'scheduled', error: null, plannedAt: null });
    await cancelCampaign(ctx, { id });
    clock.advance(5 * day);
    await launchDue(database.services, clock);
    expect((await readSeries(ctx, { id })).runs).toHaveLength(1);
  });

  it('says what is wrong with a rule', async () => {
    const { ctx } = await testTenant(database);
    const id = await draft(ctx);
    await expect(updateCampaign(ctx, { id, recurrence: { rule: 'FREQ=SECONDLY' } })).rejects.toMatchObject({
      fields: { 'recurrence.rule': expect.stringContaining('DAILY') },
    });
  });
});

describe('a clone', () => {
  it('is a draft with everything but results', async () => {
    const { ctx } = await testTenant(database);
    await people(ctx, 20);
    const id = await draft(ctx);
    const { templateId } = await getCampaign(ctx, { id });
    const variants = [
      { name: 'A', templateId, weight: 3 },
      { name: 'B', templateId, subject: 'Hi', weight: 1 },
    ];
    await updateCampaign(ctx, { id, variants, testPercent: 20, holdoutPercent: 5, perHour: 100, decideAfter: 3600 });
    await updateCampaign(ctx, { id, trackOpens: false, trackClicks: false });
    await launchCampaign(ctx, { id });
    const copy = await cloneCampaign(ctx, { id });
    expect(copy).toMatchObject({ name: 'Copy of Appeal', status: 'draft', startedAt: null, totals: { planned: 0 } });
    const from = await getCampaign(ctx, { id });
    expect(copy.segments).toEqual(from.segments);
    const set = ({ variants: list, ...options }: typeof copy.options) => ({
      ...options,
      variants: list.map((v) => ({ ...v, templateVersion: null, templateSubject: null })),
    });
    expect(copy.options).toEqual(set(from.options));
    expect(copy).toMatchObject({ trackOpens: false, trackClicks: false });
  });
});

describe('the archive', () => {
  it('takes what is over off the list, by hand or after the months that the organisation chose, and gives it back', async () => {
    const { ctx, slug } = await testTenant(database);
    const id = await draft(ctx, 'Old');
    const young = await draft(ctx, 'Young');
    const names = async (archived: boolean) => (await listCampaigns(ctx, { archived })).items.map((c) => c.name);
    await archiveCampaign(ctx, { id });
    expect([await names(false), await names(true)]).toEqual([['Young'], ['Old']]);
    expect((await restoreCampaign(ctx, { id })).options.archivedAt).toBeNull();
    await expect(restoreCampaign(ctx, { id })).rejects.toMatchObject({ code: 'conflict' });

    const end = (which: string, ago: string) =>
      sql`update campaigns set status = 'completed', completed_at = now() - ${ago}::interval, updated_at = now() - ${ago}::interval where tenant_id = ${slug} and id = ${which}`;
    await end(id, '7 months');
    await end(young, '5 months');
    await archiveOld(database.services.system.tags, new Date());
    expect([await names(false), await names(true)]).toEqual([['Young'], ['Old']]);
    await sql`insert into campaign_settings (tenant_id, archive_after_months) values (${slug}, 4)`;
    await archiveOld(database.services.system.tags, new Date());
    expect(await names(false)).toEqual([]);
    await restoreCampaign(ctx, { id: young });
    await archiveOld(database.services.system.tags, new Date());
    expect(await names(false)).toEqual(['Young']);
  });

  it('refuses what is being sent', async () => {
    const { ctx } = await testTenant(database);
    await people(ctx, 1);
    const id = await draft(ctx);
    await launchCampaign(ctx, { id });
    await expect(archiveCampaign(ctx, { id })).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('edited while paused', () => {
  it('who did not get it yet gets the new words, and it is said of how many that is true', async () => {
    const { ctx, slug } = await testTenant(database);
    await people(ctx, 4);
    const id = await draft(ctx);
    await launchCampaign(ctx, { id });
    await until('the plan', async () => (await getCampaign(ctx, { id })).plannedAt);
    await expect(editCampaign(ctx, { id, useNewest: true })).rejects.toMatchObject({ code: 'conflict' });
    await pauseCampaign(ctx, { id });
    await sql`update pipeline_messages set status = 'sent', sent_at = now() where tenant_id = ${slug} and id = (select min(id::text)::uuid from pipeline_messages where tenant_id = ${slug})`;
    const failed = await sql`
      update pipeline_messages set status = 'failed', error_code = 'compose', finished_at = now()
      where tenant_id = ${slug} and id = (select max(id::text)::uuid from pipeline_messages where tenant_id = ${slug}) returning id`;
    await queueAsArranged(sql, slug);
    const { templateId } = await getCampaign(ctx, { id });
    await updateTemplate(ctx, { id: templateId, subject: 'Better' });
    const { said } = await editCampaign(ctx, { id, name: 'Better appeal', useNewest: true, perHour: 60 });
    expect(said).toEqual([
      '2 people who did not get it yet will get “Appeal: letter”, version 2, with the subject “Better”.',
      '1 person for whom it failed will get the same when you try them again.',
      '1 person got it before, or are just getting it; nothing changes for them.',
      'It goes on with at most 60 an hour, counted anew from when you resume.',
    ]);
    const versions = await sql`
      select v.version, count(*)::int as n from pipeline_messages m join template_versions v on v.tenant_id = m.tenant_id and v.id = m.template_version_id
      where m.tenant_id = ${slug} group by 1 order by 1`;
    expect(versions).toEqual([
      { version: 1, n: 1 },
      { version: 2, n: 3 },
    ]);
    const [tried] = await sql`
      select v.version from pipeline_messages m join template_versions v on v.tenant_id = m.tenant_id and v.id = m.template_version_id
      where m.tenant_id = ${slug} and m.id = ${failed[0]?.['id']}`;
    expect(tried).toEqual({ version: 2 });
    expect(await getCampaign(ctx, { id })).toMatchObject({
      name: 'Better appeal',
      subject: 'Better',
      options: { perHour: 60 },
    });
  });

  it('who may have got it though it failed keeps the words they got, and whose mailbox is gone is promised nothing', async () => {
    const { ctx, slug } = await testTenant(database);
    await people(ctx, 4);
    const id = await draft(ctx);
    await launchCampaign(ctx, { id });
    await until('the plan', async () => (await getCampaign(ctx, { id })).plannedAt);
    await pauseCampaign(ctx, { id });
    const [opened, gone, full] = (
      await sql<{ id: string }[]>`select id from pipeline_messages where tenant_id = ${slug} order by id`
    ).map((message) => message.id);
    const failed = [opened!, gone!, full!];
    await sql`update pipeline_messages set status = 'failed', error_code = '4.2.2', finished_at = now() where tenant_id = ${slug} and id = any(${failed}::uuid[])`;
    await sql`update pipeline_messages set error_code = '5.1.1', bounced_at = now() where tenant_id = ${slug} and id = ${gone!}`;
    await sql`insert into pipeline_delivery_logs (tenant_id, message_id, event) values (${slug}, ${opened!}, 'opened')`;
    await queueAsArranged(sql, slug);
    const { templateId } = await getCampaign(ctx, { id });
    await updateTemplate(ctx, { id: templateId, subject: 'Better' });
    expect((await editCampaign(ctx, { id, useNewest: true })).said).toEqual([
      '1 person who did not get it yet will get “Appeal: letter”, version 2, with the subject “Better”.',
      '1 person for whom it failed will get the same when you try them again.',
    ]);
    const versions = await sql<{ id: string; version: number }[]>`
      select m.id, v.version from pipeline_messages m join template_versions v on v.tenant_id = m.tenant_id and v.id = m.template_version_id
      where m.tenant_id = ${slug}`;
    expect(failed.map((one) => versions.find((message) => message.id === one)?.version)).toEqual([1, 2, 2]);
  });

  it('writes no message that stays as it is, and says of a new subject alone how many get it', async () => {
    const { ctx, slug } = await testTenant(database);
    await people(ctx, 12);
    const id = await draft(ctx);
    const { templateId } = await getCampaign(ctx, { id });
    const named = (name: string) => ({ name, templateId });
    await updateCampaign(ctx, { id, variants: [named('A'), named('B')] });
    await launchCampaign(ctx, { id });
    await until('the plan', async () => (await getCampaign(ctx, { id })).plannedAt);
    await pauseCampaign(ctx, { id });
    const written = async () =>
      (await sql`select id, xmin::text from pipeline_messages where tenant_id = ${slug} order by id`).map((m) => ({
        ...m,
      }));
    const before = await written();
    expect((await editCampaign(ctx, { id, variants: [{ position: 0, name: 'Plain' }] })).said).toEqual([]);
    const { said } = await editCampaign(ctx, { id, variants: [{ position: 1, subject: 'Hello' }] });
    const [b] = await sql<{ n: number }[]>`
      select count(*)::int as n from pipeline_messages where tenant_id = ${slug} and variant = 1`;
    expect(said).toEqual([`Variant “B”: ${b?.n} people who did not get it yet will get it with the subject “Hello”.`]);
    await editCampaign(ctx, { id, useNewest: true });
    expect(await written()).toEqual(before);
  });

  it('a variant changes for its own people only', async () => {
    const { ctx, slug } = await testTenant(database);
    await people(ctx, 12);
    const id = await draft(ctx);
    const { templateId } = await getCampaign(ctx, { id });
    await updateCampaign(ctx, {
      id,
      variants: [
        { name: 'A', templateId },
        { name: 'B', templateId },
      ],
    });
    await launchCampaign(ctx, { id });
    await until('the plan', async () => (await getCampaign(ctx, { id })).plannedAt);
    await pauseCampaign(ctx, { id });
    await updateTemplate(ctx, { id: templateId, text: 'More' });
    await expect(editCampaign(ctx, { id, variants: [{ position: 1, name: 'a' }] })).rejects.toMatchObject({
      code: 'invalid',
    });
    await expect(editCampaign(ctx, { id, variants: [{ position: 4, name: 'X' }] })).rejects.toMatchObject({
      code: 'invalid',
    });
    await editCampaign(ctx, { id, variants: [{ position: 1, subject: 'Hello', templateId }] });
    const rows = await sql`
      select distinct m.variant, v.version from pipeline_messages m join template_versions v on v.tenant_id = m.tenant_id and v.id = m.template_version_id
      where m.tenant_id = ${slug} order by 1`;
    expect(rows).toEqual([
      { variant: 0, version: 1 },
      { variant: 1, version: 2 },
    ]);
  });
});
