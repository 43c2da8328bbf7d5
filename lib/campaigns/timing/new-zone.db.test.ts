import { afterAll, describe, expect, it } from 'vitest';
import { createContact } from '@/lib/contacts';
import { updateOrganisation } from '@/lib/organisation';
import { startJobRunner } from '@/lib/platform/jobs';
import { wallOf, wallText } from '@/lib/platform/zones';
import { testDatabase } from '@/lib/testing/database';
import { draft, granted } from '@/lib/testing/outreach';
import { testTenant, type TestTenant } from '@/lib/testing/tenant';
import { until } from '@/lib/testing/wait';
import {
  getCampaign,
  getReport,
  launchCampaign,
  launchDue,
  pauseCampaign,
  planCampaign,
  readSeries,
  recountBreakdowns,
  respreadCampaign,
  updateCampaign,
} from '..';

const database = await testDatabase();
const sql = database.owner.tags;
const runner = startJobRunner(database.services, [planCampaign, respreadCampaign], { worker: 'test' });
afterAll(async () => {
  await (await runner).stop();
});

const [before, after] = ['Europe/Berlin', 'America/New_York'];
/** An organisation in Berlin, and nine o’clock there in two days. */
async function inBerlin() {
  const t = await testTenant(database, { timeZone: before });
  return { ...t, nine: `${wallText(t.clock.now().getTime() + 2 * 86_400_000).slice(0, 10)}T09:00` };
}
const moves = ({ ctx }: TestTenant) => updateOrganisation(ctx, { timeZone: after });
const duesOf = ({ slug }: TestTenant, id: string) => sql<{ zone: string | null; due: Date }[]>`
  select c.time_zone as zone, m.due_at as due from pipeline_messages m join contacts c on c.tenant_id = m.tenant_id and c.id = m.contact_id
  where m.tenant_id = ${slug} and m.source_id = ${id} order by m.due_at`;
const wallIn = (zone: string, at: string | Date | null) =>
  at === null ? null : wallText(wallOf(new Date(at).getTime(), zone));

describe('when the organisation moves to another time zone', () => {
  it('a campaign by each person’s clock keeps its hour: there, and here for who has no zone of their own', async () => {
    const t = await inBerlin();
    const { ctx, slug, nine, clock } = t;
    for (const [i, timeZone] of ['Asia/Tokyo', null].entries())
      await createContact(ctx, { email: `z${i}@example.org`, timeZone, consents: granted });
    const id = await draft(ctx);
    await updateCampaign(ctx, { id, sendLocal: true });
    await launchCampaign(ctx, { id, localTime: nine });
    await moves(t);
    expect(wallIn(after, (await getCampaign(ctx, { id })).scheduledAt)).toBe(nine);
    await sql`update campaigns set starts_at = ${clock.now()} where tenant_id = ${slug} and id = ${id}`;
    await launchDue(database.services, clock);
    await until('the plan', async () => (await getCampaign(ctx, { id })).plannedAt !== null);
    const dues = await duesOf(t, id);
    expect(dues.map(({ zone, due }) => [zone, wallIn(zone ?? after, due)])).toEqual([
      ['Asia/Tokyo', nine],
      [null, nine],
    ]);
  });

  it.each(['planned', 'still being planned'])(
    'one that is sent already, %s, gives who waits for their hour the new one',
    async (how) => {
      const t = await inBerlin();
      const { ctx, slug, nine, clock } = t;
      for (const [i, timeZone] of ['Asia/Tokyo', null].entries())
        await createContact(ctx, { email: `z${i}@example.org`, timeZone, consents: granted });
      const id = await draft(ctx);
      await updateCampaign(ctx, { id, sendLocal: true });
      await launchCampaign(ctx, { id, localTime: nine });
      await sql`update campaigns set starts_at = ${clock.now()} where tenant_id = ${slug} and id = ${id}`;
      await launchDue(database.services, clock);
      if (how === 'planned') await until('the plan', async () => (await getCampaign(ctx, { id })).plannedAt !== null);
      await moves(t);
      const opened = async () => {
        const [row] = await sql`
        select 1 from campaigns c join pipeline_lanes l on l.tenant_id = c.tenant_id and l.id = c.id and l.state = 'active'
        where c.tenant_id = ${slug} and c.id = ${id} and c.planned_at is not null and not exists (
          select 1 from jobs j where j.tenant_id = c.tenant_id and j.state in ('queued', 'running'))`;
        return row !== undefined;
      };
      await until('the lane to be open', opened);
      expect((await duesOf(t, id)).map(({ zone, due }) => [zone, wallIn(zone ?? after, due)])).toEqual([
        ['Asia/Tokyo', nine],
        [null, nine],
      ]);
      const [torn] = await sql`
      select 1 from pipeline_messages m where tenant_id = ${slug} and source_id = ${id} and not exists (
        select 1 from pipeline_queue q where q.tenant_id = m.tenant_id and q.message_id = m.id and q.due_at = m.due_at)`;
      expect(torn).toBeUndefined();
    },
  );

  it('other times that are set stay the moments that they were, those of a series too', async () => {
    const t = await inBerlin();
    await createContact(t.ctx, { email: 'z@example.org', consents: granted });
    const [once, series] = [await draft(t.ctx, 'Once'), await draft(t.ctx, 'Series')];
    await updateCampaign(t.ctx, { id: series, recurrence: { rule: 'FREQ=DAILY;COUNT=3' } });
    const set = await launchCampaign(t.ctx, { id: once, localTime: t.nine });
    await launchCampaign(t.ctx, { id: series, localTime: t.nine });
    const { next } = await readSeries(t.ctx, { id: series });
    await moves(t);
    expect((await getCampaign(t.ctx, { id: once })).scheduledAt).toBe(set.scheduledAt);
    expect(await readSeries(t.ctx, { id: series })).toMatchObject({ next, timeZone: before });
  });

  it('a paused series by each person’s clock goes on at its hour, each time', async () => {
    const t = await inBerlin();
    const id = await draft(t.ctx);
    await updateCampaign(t.ctx, { id, sendLocal: true, recurrence: { rule: 'FREQ=DAILY;COUNT=3' } });
    await launchCampaign(t.ctx, { id, localTime: t.nine });
    await pauseCampaign(t.ctx, { id });
    await moves(t);
    const [row] = await sql`select recurrence, scheduled_at from campaigns where tenant_id = ${t.slug} and id = ${id}`;
    expect(row).toMatchObject({ recurrence: { start: t.nine, timeZone: after } });
    expect(wallIn(after, row?.['scheduled_at'] as Date)).toBe(t.nine);
  });

  it('the days of its reports are cut anew, and those of no other organisation', async () => {
    const [t, other] = [await inBerlin(), await inBerlin()];
    const [mine, theirs] = [await draft(t.ctx), await draft(other.ctx)];
    for (const [{ slug }, id] of [
      [t, mine],
      [other, theirs],
    ] as const)
      await sql`select update_campaign_breakdown(${slug}, ${id})`;
    await updateOrganisation(t.ctx, { name: 'As before', timeZone: before });
    expect((await getReport(t.ctx, { id: mine })).stale).toBe(false);
    await moves(t);
    expect((await getReport(t.ctx, { id: mine })).stale).toBe(true);
    expect((await getReport(other.ctx, { id: theirs })).stale).toBe(false);
    await recountBreakdowns(database.services.system.tags, new Date(Date.now() + 60_000));
    expect((await getReport(t.ctx, { id: mine })).stale).toBe(false);
  });
});
