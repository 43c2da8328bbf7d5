import { describe, expect, it } from 'vitest';
import type { Ctx } from '@/lib/platform/context';
import { withTenant } from '@/lib/platform/db/tenant';
import { testDatabase } from '@/lib/testing/database';
import { draft, people } from '@/lib/testing/outreach';
import { testTenant, type TestTenant } from '@/lib/testing/tenant';
import { until } from '@/lib/testing/wait';
import {
  getCampaign,
  launchCampaign,
  launchDue,
  pauseCampaign,
  readSeries,
  rescheduleCampaign,
  unscheduleCampaign,
  updateCampaign,
} from '.';

const database = await testDatabase();
const sql = database.owner.tags;

const hour = 3_600_000;
const inHours = ({ clock }: TestTenant, hours: number) =>
  new Date(Math.floor(clock.now().getTime() / 60_000) * 60_000 + hours * hour).toISOString();

/** A campaign that waits for its time, in an hour. */
async function scheduled(options: Parameters<typeof updateCampaign>[1] | null = null) {
  const t = await testTenant(database, { timeZone: 'Europe/Berlin' });
  await people(t.ctx, 2);
  const id = await draft(t.ctx);
  if (options) await updateCampaign(t.ctx, { ...options, id });
  await launchCampaign(t.ctx, { id, scheduledAt: inHours(t, 1) });
  return { ...t, id };
}
const dueNow = ({ clock }: TestTenant) => launchDue(database.services, clock);
const statusOf = async (ctx: Ctx, id: string) => (await getCampaign(ctx, { id })).status;
const auditOf = async ({ slug }: TestTenant, action: string) => {
  const rows = await sql<{ details: unknown }[]>`
    select details from audit_logs where tenant_id = ${slug} and action = ${action}`;
  return rows.map(({ details }) => details);
};

/** What becomes of `second`, which comes while `first` holds the campaign and waits until that is committed. */
async function whileHeld<T>(ctx: Ctx, first: (ctx: Ctx) => Promise<unknown>, second: () => Promise<T>): Promise<T> {
  let waiting: Promise<T> | undefined;
  await withTenant(ctx, async (tx) => {
    await first(tx);
    waiting = second();
    waiting.catch(() => undefined);
    await until('the second one to wait', async () => {
      const [held] = await sql<{ n: number }[]>`
        select count(*)::int as n from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())`;
      return held?.n === 1;
    });
  });
  return waiting!;
}

describe('another time', () => {
  it('is when it begins, and no longer the one before', async () => {
    const t = await scheduled();
    const { ctx, id, clock } = t;
    const [before, at] = [inHours(t, 1), inHours(t, 3)];
    const moved = await rescheduleCampaign(ctx, { id, scheduledAt: at });
    expect(moved).toMatchObject({ status: 'scheduled', scheduledAt: at, error: null });
    expect(await auditOf(t, 'campaigns.reschedule')).toEqual([{ before, after: at }]);
    clock.advance(2 * hour);
    await dueNow(t);
    expect(await statusOf(ctx, id)).toBe('scheduled');
    clock.advance(hour);
    await dueNow(t);
    expect(await getCampaign(ctx, { id })).toMatchObject({ status: 'sending', scheduledAt: at });
  });

  it('is checked as the first one was', async () => {
    const t = await scheduled();
    const { ctx, id } = t;
    await expect(rescheduleCampaign(ctx, { id })).rejects.toMatchObject({ fields: { localTime: 'is missing' } });
    await expect(rescheduleCampaign(ctx, { id, scheduledAt: inHours(t, -1) })).rejects.toMatchObject({
      fields: { scheduledAt: 'lies in the past' },
    });
    await expect(rescheduleCampaign(ctx, { id, localTime: '2020-01-01T09:00' })).rejects.toMatchObject({
      fields: { localTime: 'lies in the past' },
    });
    await sql`update segments set deleted_at = now() where tenant_id = ${t.slug}`;
    await expect(rescheduleCampaign(ctx, { id, scheduledAt: inHours(t, 2) })).rejects.toMatchObject({
      code: 'conflict',
      fields: { segmentIds: expect.any(String) },
    });
    expect((await getCampaign(ctx, { id })).scheduledAt).toBe(inHours(t, 1));
  });

  it('is the hour on each person’s own clock where that was meant, and planning begins before the first of them', async () => {
    const t = await scheduled();
    const { ctx, id, slug } = t;
    await unscheduleCampaign(ctx, { id });
    await updateCampaign(ctx, { id, sendLocal: true });
    const day = inHours(t, 96).slice(0, 10);
    await launchCampaign(ctx, { id, localTime: `${day}T09:00` });
    await rescheduleCampaign(ctx, { id, localTime: `${day}T11:00` });
    const [row] = await sql<{ starts_at: Date }[]>`select starts_at from campaigns where tenant_id = ${slug}`;
    expect(row?.starts_at.toISOString()).toBe(new Date(Date.parse(`${day}T11:00Z`) - 14 * hour).toISOString());
  });

  it('moves a series that has not run yet; one that has is refused with the way out', async () => {
    const t = await scheduled({ id: '', recurrence: { rule: 'FREQ=DAILY' } });
    const { ctx, id, clock } = t;
    const at = inHours(t, 5);
    await rescheduleCampaign(ctx, { id, scheduledAt: at });
    const series = await readSeries(ctx, { id });
    expect(series.next.slice(0, 2).map((next) => Date.parse(next) - Date.parse(at))).toEqual([0, 24 * hour]);
    clock.advance(6 * hour);
    await dueNow(t);
    const refused = { code: 'conflict', message: expect.stringMatching(/^This series has run .* clone it as a draft/) };
    await expect(rescheduleCampaign(ctx, { id, scheduledAt: inHours(t, 30) })).rejects.toMatchObject(refused);
    await expect(unscheduleCampaign(ctx, { id })).rejects.toMatchObject(refused);
    expect(await statusOf(ctx, id)).toBe('scheduled');
  });
});

describe('back to draft', () => {
  it('has no time any more, is never sent by itself, and can be changed and scheduled anew', async () => {
    const t = await scheduled();
    const { ctx, id, clock, slug } = t;
    const before = inHours(t, 1);
    expect(await unscheduleCampaign(ctx, { id })).toMatchObject({ status: 'draft', scheduledAt: null });
    expect(await auditOf(t, 'campaigns.unschedule')).toEqual([{ before }]);
    clock.advance(48 * hour);
    await dueNow(t);
    expect(await statusOf(ctx, id)).toBe('draft');
    expect(await sql`select 1 from pipeline_messages where tenant_id = ${slug}`).toHaveLength(0);
    expect(await sql`select 1 from jobs where tenant_id = ${slug} and type = 'campaigns.plan'`).toHaveLength(0);
    await updateCampaign(ctx, { id, name: 'Better', sendLocal: false });
    expect(await launchCampaign(ctx, { id, scheduledAt: inHours(t, 1) })).toMatchObject({ status: 'scheduled' });
  });

  it('of a series forgets its first time: it has to be chosen anew', async () => {
    const { ctx, id } = await scheduled({ id: '', recurrence: { rule: 'FREQ=DAILY' } });
    const taken = await unscheduleCampaign(ctx, { id });
    expect(taken.options.recurrence?.rule).toBe('FREQ=DAILY');
    await expect(launchCampaign(ctx, { id })).rejects.toMatchObject({ fields: { localTime: 'is missing' } });
    expect((await readSeries(ctx, { id })).runs).toEqual([]);
  });
});

describe('at the moment at which it is due', () => {
  it('what was moved or taken back before it began does not begin, though a timer saw it due', async () => {
    const moved = await scheduled();
    moved.clock.advance(hour);
    const at = inHours(moved, 2);
    const move = (ctx: Ctx) => rescheduleCampaign(ctx, { id: moved.id, scheduledAt: at });
    await whileHeld(moved.ctx, move, () => dueNow(moved));
    expect(await getCampaign(moved.ctx, { id: moved.id })).toMatchObject({ status: 'scheduled', scheduledAt: at });

    const taken = await scheduled();
    taken.clock.advance(hour);
    const takeBack = (ctx: Ctx) => unscheduleCampaign(ctx, { id: taken.id });
    await whileHeld(taken.ctx, takeBack, () => dueNow(taken));
    expect(await getCampaign(taken.ctx, { id: taken.id })).toMatchObject({ status: 'draft', error: null });
  });

  it('what has begun is refused in plain words, and goes on', async () => {
    const t = await scheduled();
    const { ctx, id } = t;
    t.clock.advance(hour);
    const begin = (tx: Ctx) => launchCampaign(tx, { id });
    const takeBack = () => unscheduleCampaign(ctx, { id });
    await expect(whileHeld(ctx, begin, takeBack)).rejects.toMatchObject({
      code: 'conflict',
      message: 'This campaign has begun, and cannot be taken back to draft any more. Pause or cancel it instead.',
    });
    await expect(rescheduleCampaign(ctx, { id, scheduledAt: inHours(t, 2) })).rejects.toMatchObject({
      message: 'This campaign has begun, and cannot be moved any more. Pause or cancel it instead.',
    });
    expect(await statusOf(ctx, id)).toBe('sending');
    await pauseCampaign(ctx, { id });
    await expect(unscheduleCampaign(ctx, { id })).rejects.toMatchObject({ code: 'conflict' });
  });
});

it('a draft cannot be moved, and nobody moves or takes back what is another organisation’s or without the right to send', async () => {
  const t = await scheduled();
  const other = await testTenant(database);
  const { ctx, id } = t;
  for (const verb of [rescheduleCampaign, unscheduleCampaign]) {
    const given = { id, scheduledAt: inHours(t, 2) };
    await expect(verb(other.ctx, given)).rejects.toMatchObject({ code: 'not_found' });
    await expect(verb(t.as(['campaigns:read', 'campaigns:write']), given)).rejects.toMatchObject({ code: 'forbidden' });
  }
  expect((await getCampaign(ctx, { id })).scheduledAt).toBe(inHours(t, 1));
  await unscheduleCampaign(ctx, { id });
  await expect(rescheduleCampaign(ctx, { id, scheduledAt: inHours(t, 2) })).rejects.toMatchObject({
    message: 'This campaign is draft; only one that is scheduled can be moved.',
  });
});
