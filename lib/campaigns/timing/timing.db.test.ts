import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { createRule } from '@/lib/compliance';
import { createContact } from '@/lib/contacts';
import { startDelivery } from '@/lib/pipeline';
import type { Ctx } from '@/lib/platform/context';
import { startJobRunner } from '@/lib/platform/jobs';
import { smtpProvider, smtpSettings } from '@/lib/sending';
import { holdingServer } from '@/lib/sending/smtp/holding-server';
import { testDatabase } from '@/lib/testing/database';
import { draft, granted, people } from '@/lib/testing/outreach';
import { queueAsArranged } from '@/lib/testing/outbound';
import { testTenant } from '@/lib/testing/tenant';
import { until } from '@/lib/testing/wait';
import {
  getCampaign,
  launchCampaign,
  listRecipients,
  launchDue,
  pauseCampaign,
  planCampaign,
  readOutlook,
  respreadCampaign,
  resumeCampaign,
  updateCampaign,
} from '..';
import { instantOf, wallFrom, wallOf, wallText } from '@/lib/platform/zones';

const database = await testDatabase();
const sql = database.owner.tags;
const runner = startJobRunner(database.services, [planCampaign, respreadCampaign], { worker: 'test' });
afterAll(async () => {
  await (await runner).stop();
});

const planned = (ctx: Ctx, id: string) =>
  until('the plan', async () => ((await getCampaign(ctx, { id })).plannedAt ? true : null));
const dues = async (tenant: string, id: string) =>
  (
    await sql<{ zone: string | null; due: Date }[]>`
      select c.time_zone as zone, m.due_at as due from pipeline_messages m join contacts c on c.tenant_id = m.tenant_id and c.id = m.contact_id
      where m.tenant_id = ${tenant} and m.source_id = ${id} order by m.due_at, m.id`
  ).map((row) => ({ zone: row.zone, due: row.due }));
const laneOf = async (tenant: string, id: string) =>
  (await sql<{ state: string }[]>`select state from pipeline_lanes where tenant_id = ${tenant} and id = ${id}`)[0]
    ?.state;

/** Somebody in each of these zones, and the hour of tomorrow at which all shall get it. */
async function scattered(zones: (string | null)[]) {
  const tenant = await testTenant(database, { timeZone: 'Europe/Berlin' });
  for (const [i, zone] of zones.entries()) {
    const { id } = await createContact(tenant.ctx, { email: `z${i}@example.org`, consents: granted });
    await sql`update contacts set time_zone = ${zone} where tenant_id = ${tenant.slug} and id = ${id}`;
  }
  const id = await draft(tenant.ctx);
  const nine = `${wallText(tenant.clock.now().getTime() + 2 * 86_400_000).slice(0, 10)}T09:00`;
  return { ...tenant, id, nine };
}

describe('sending by local time', () => {
  const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Tokyo', 'Nowhere/AtAll', null];

  it('plans before the first zone has the hour, and gives each zone its own', async () => {
    const { ctx, slug, id, nine, clock } = await scattered(zones);
    await updateCampaign(ctx, { id, sendLocal: true });
    await expect(launchCampaign(ctx, { id })).rejects.toMatchObject({ fields: { localTime: 'is missing' } });
    const scheduled = await launchCampaign(ctx, { id, localTime: nine });
    expect(scheduled).toMatchObject({ status: 'scheduled' });
    const [row] = await sql<
      { starts_at: Date }[]
    >`select starts_at from campaigns where tenant_id = ${slug} and id = ${id}`;
    expect(row?.starts_at.getTime()).toBe(wallFrom(nine) - 14 * 3_600_000);
    await launchDue(database.services, { now: () => new Date((row?.starts_at.getTime() ?? 0) - 1000) });
    expect((await getCampaign(ctx, { id })).status).toBe('scheduled');

    await sql`update campaigns set starts_at = ${clock.now()} where tenant_id = ${slug} and id = ${id}`;
    await launchDue(database.services, clock);
    await planned(ctx, id);
    const clockAt = ({ zone, due }: { zone: string | null; due: Date }) =>
      new Intl.DateTimeFormat('sv', {
        ...{
          timeZone: zone && zone !== 'Nowhere/AtAll' ? zone : 'Europe/Berlin',
          dateStyle: 'short',
          timeStyle: 'short',
        },
      }).format(due);
    const given = await dues(slug, id);
    expect(given).toHaveLength(5);
    expect(given.map(clockAt)).toEqual(Array(5).fill(nine.replace('T', ' ')));
    expect(given.map((g) => g.zone)[0]).toBe('Asia/Tokyo');
    expect(given.map((g) => g.zone).at(-1)).toBe('America/New_York');
    // Known before anything of it is counted.
    expect((await readOutlook(ctx, { id })).finishAt).toBe(given.at(-1)?.due.toISOString());
  });

  it('takes the clock of their country for whom no zone is known, and a new time after a pause does so too', async () => {
    const { ctx, slug, id, nine, clock } = await scattered([null, null, 'Asia/Tokyo']);
    for (const [i, country] of ['IN', 'US', 'GB'].entries())
      await sql`update contacts set country = ${country} where tenant_id = ${slug} and email = ${`z${i}@example.org`}`;
    await updateCampaign(ctx, { id, sendLocal: true });
    await launchCampaign(ctx, { id, localTime: nine });
    await sql`update campaigns set starts_at = ${clock.now()} where tenant_id = ${slug} and id = ${id}`;
    await launchDue(database.services, clock);
    await planned(ctx, id);
    const due = async () =>
      (
        await sql<{ due: Date }[]>`
        select m.due_at as due from pipeline_messages m join contacts c on c.tenant_id = m.tenant_id and c.id = m.contact_id where m.tenant_id = ${slug} order by c.email`
      ).map((row) => row.due.getTime());
    const there = ['Asia/Kolkata', 'Europe/Berlin', 'Asia/Tokyo'].map((zone) => instantOf(wallFrom(nine), zone));
    expect(await due()).toEqual(there);
    await pauseCampaign(ctx, { id });
    await resumeCampaign(ctx, { id });
    await until('new times', async () => (await laneOf(slug, id)) === 'active');
    expect(await due()).toEqual(there);
  });

  it('sends at once, or on the next day, to whom the hour is over', async () => {
    for (const localPast of ['now', 'next_day'] as const) {
      const { ctx, slug, id, clock } = await scattered(['Pacific/Kiritimati', 'Pacific/Honolulu']);
      // Soon on the wall of Berlin: long past on the islands of the east, hours ahead on those of the west.
      const soon = new Date(clock.now().getTime() + 10 * 60_000);
      await updateCampaign(ctx, { id, sendLocal: true, localPast });
      expect(await launchCampaign(ctx, { id, scheduledAt: soon.toISOString() })).toMatchObject({ status: 'sending' });
      await planned(ctx, id);
      const given = Object.fromEntries(
        (await dues(slug, id)).map((d) => [d.zone, d.due.getTime() - clock.now().getTime()]),
      );
      const hours = (zone: string) => (given[zone] ?? 0) / 3_600_000;
      if (localPast === 'now') expect(Math.abs(hours('Pacific/Kiritimati'))).toBeLessThan(0.1);
      else expect(hours('Pacific/Kiritimati')).toBeGreaterThan(10);
      expect(hours('Pacific/Honolulu')).toBeGreaterThan(9);
    }
  });
});

describe('when nothing was measured', () => {
  it('the end is known as soon as all who are left wait for a later time, and not while some may go at once', async () => {
    const { ctx, slug, clock } = await testTenant(database);
    await people(ctx, 3);
    const id = await draft(ctx);
    await launchCampaign(ctx, { id });
    await planned(ctx, id);
    const finishAt = async () => (await readOutlook(ctx, { id })).finishAt;
    const wait = async (hours: readonly number[]) => {
      const all = await sql<{ id: string }[]>`select id from pipeline_messages where tenant_id = ${slug} order by id`;
      for (const [i, message] of all.entries())
        await sql`update pipeline_messages set status = 'deferred', verdict_reason = 'quiet_hours', due_at = ${new Date(clock.now().getTime() + (hours[i] ?? 0) * 3_600_000)}
          where tenant_id = ${slug} and id = ${message.id}`;
      await queueAsArranged(sql, slug);
      await sql`select update_campaign_email_stats(${slug}, ${id})`;
    };
    await wait([0, 8, 9]);
    expect(await finishAt()).toBeNull();
    await wait([7, 9, 8]);
    expect(await finishAt()).toBe(new Date(clock.now().getTime() + 9 * 3_600_000).toISOString());
  });
});

describe('a pace', () => {
  it('is kept by the times that messages get, and told as the time of the last one', async () => {
    const { ctx, slug } = await testTenant(database);
    await people(ctx, 30);
    const id = await draft(ctx);
    await updateCampaign(ctx, { id, perHour: 600 });
    await launchCampaign(ctx, { id });
    await planned(ctx, id);
    const at = (await dues(slug, id)).map(({ due }) => due.getTime());
    const first = at[0] ?? 0;
    expect(at.map((ms) => (ms - first) / 60_000)).toEqual([
      ...Array(10).fill(0),
      ...Array(10).fill(1),
      ...Array(10).fill(2),
    ]);
    await sql`select update_campaign_email_stats(${slug}, ${id})`;
    expect((await readOutlook(ctx, { id })).finishAt).toBe(new Date(at.at(-1) ?? 0).toISOString());
  });

  it('is what the list shows of who waits, each at a time of its own, also while the server takes nothing', async () => {
    const { ctx } = await testTenant(database);
    await people(ctx, 5);
    const id = await draft(ctx);
    await updateCampaign(ctx, { id, perHour: 60 });
    await using server = await holdingServer();
    server.answer = '451 4.3.0 Not now';
    const worker = await startDelivery(database.services, { provider: smtpProvider(smtpSettings(server.url)) });
    onTestFinished(() => worker.stop());
    await launchCampaign(ctx, { id });
    await planned(ctx, id);
    const shown = async () => (await listRecipients(ctx, { id, limit: 50 })).items;
    await until('the first to be put off', async () => (await shown()).some(({ outcome }) => outcome === 'deferred'));
    const { startedAt } = await getCampaign(ctx, { id });
    const turns = (await shown()).filter(({ outcome }) => outcome === 'inProgress').map(({ dueAt }) => dueAt);
    const minutes = turns.map((at) => (Date.parse(at ?? '') - Date.parse(startedAt ?? '')) / 60_000);
    expect(minutes.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4]);
  });

  it('holds for whom the gate lets wait: when it lets them pass, they do not come all at once', async () => {
    const { ctx, slug, clock } = await testTenant(database);
    await people(ctx, 30);
    const minute = Math.floor(clock.now().getTime() / 60_000) * 60_000;
    const passesAt = minute + 90 * 60_000;
    const wall = (ms: number) => wallText(wallOf(ms, ctx.timeZone)).slice(11, 16);
    const action = { from: wall(minute - 3_600_000), to: wall(passesAt) };
    await createRule(ctx, { name: 'Quiet', rule: { type: 'quiet_hours', action } });
    const id = await draft(ctx);
    await updateCampaign(ctx, { id, perHour: 600 });
    await launchCampaign(ctx, { id });
    await planned(ctx, id);
    const at = (await dues(slug, id)).map(({ due }) => due.getTime());
    const first = at[0] ?? 0;
    expect(first - passesAt).toBeGreaterThanOrEqual(0);
    expect(first - passesAt).toBeLessThan(60_000);
    expect(at.map((ms) => (ms - first) / 60_000)).toEqual([0, 1, 2].flatMap((n) => Array<number>(10).fill(n)));
    const waiting = await sql`
      select status, verdict_reason as reason, count(*)::int as n from pipeline_messages where tenant_id = ${slug} group by 1, 2`;
    expect(waiting).toEqual([{ status: 'deferred', reason: 'quiet_hours', n: 30 }]);
  });

  it('leaves out the hours at which the gate lets nobody pass, and goes on after them', async () => {
    const { ctx, slug, clock } = await testTenant(database);
    await people(ctx, 30);
    const minute = Math.floor(clock.now().getTime() / 60_000) * 60_000;
    const [from, to] = [minute + 30 * 60_000, minute + 150 * 60_000];
    const wall = (ms: number) => wallText(wallOf(ms, ctx.timeZone)).slice(11, 16);
    await createRule(ctx, { name: 'Quiet', rule: { type: 'quiet_hours', action: { from: wall(from), to: wall(to) } } });
    const id = await draft(ctx);
    await updateCampaign(ctx, { id, perHour: 20 });
    await launchCampaign(ctx, { id });
    await planned(ctx, id);
    const at = (await dues(slug, id)).map(({ due }) => due.getTime());
    expect(at.filter((ms) => ms >= from && ms < to)).toEqual([]);
    expect(at.filter((ms) => ms < from).length).toBeGreaterThanOrEqual(9);
    expect(new Set(at).size).toBe(30);
  });

  it('begins anew after a pause: what fell due meanwhile does not go out all at once', async () => {
    const { ctx, slug, clock } = await testTenant(database);
    await people(ctx, 30);
    const id = await draft(ctx);
    await updateCampaign(ctx, { id, perHour: 600 });
    await launchCampaign(ctx, { id });
    await planned(ctx, id);
    const { items } = await listRecipients(ctx, { id, limit: 50 });
    expect(items.filter(({ state, dueAt }) => state === 'queued' && dueAt !== null).length).toBeGreaterThanOrEqual(20);
    await pauseCampaign(ctx, { id });
    await sql`update pipeline_messages set due_at = due_at - interval '5 hours' where tenant_id = ${slug} and source_id = ${id}`;
    await queueAsArranged(sql, slug);
    clock.advance(1000);
    await resumeCampaign(ctx, { id });
    await until('the lane to open', async () => (await laneOf(slug, id)) === 'active');
    const at = (await dues(slug, id)).map(({ due }) => due.getTime());
    expect(at[0]).toBeGreaterThan(clock.now().getTime() - 60_000);
    expect(new Set(at).size).toBe(3);
  });

  it('resumed while it was planned, its lane opens although the planning died before it could see to that', async () => {
    const { ctx, slug } = await testTenant(database);
    await people(ctx, 30);
    const id = await draft(ctx);
    await updateCampaign(ctx, { id, perHour: 600 });
    await launchCampaign(ctx, { id });
    await planned(ctx, id);
    await pauseCampaign(ctx, { id });
    const unplanned = (is: boolean) =>
      sql`update campaigns set planned_at = ${is ? null : new Date()} where tenant_id = ${slug} and id = ${id}`;
    await sql`update job_queues set paused = true`;
    await unplanned(true);
    await resumeCampaign(ctx, { id });
    // The job died between noting that all are planned and giving them their times; now it comes again.
    await unplanned(false);
    await sql`update job_queues set paused = false`;
    await sql`select pg_notify('jobs', '')`;
    await until('the lane to open', async () => (await laneOf(slug, id)) === 'active');
    expect(new Set((await dues(slug, id)).map(({ due }) => due.getTime())).size).toBe(3);
  });

  it('paused again before its messages have new times, its lane stays closed', async () => {
    const { ctx, slug } = await testTenant(database);
    await people(ctx, 5);
    const id = await draft(ctx);
    await updateCampaign(ctx, { id, perHour: 60 });
    await launchCampaign(ctx, { id });
    await planned(ctx, id);
    await pauseCampaign(ctx, { id });
    await resumeCampaign(ctx, { id });
    await pauseCampaign(ctx, { id });
    await until('the job to end', async () => {
      const [open] = await sql`select 1 from jobs where tenant_id = ${slug} and state in ('queued', 'running')`;
      return open === undefined;
    });
    expect(await laneOf(slug, id)).toBe('paused');
    await resumeCampaign(ctx, { id });
    await until('the lane to open', async () => (await laneOf(slug, id)) === 'active');
  });
});
