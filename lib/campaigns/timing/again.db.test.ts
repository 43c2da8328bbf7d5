import { sql as query } from 'drizzle-orm';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createRule } from '@/lib/compliance';
import { askGateAgain } from '@/lib/pipeline';
import { withTenant } from '@/lib/platform/db/tenant';
import { startJobRunner } from '@/lib/platform/jobs';
import { testDatabase } from '@/lib/testing/database';
import { queueAsArranged, queuedCampaign, statesOf } from '@/lib/testing/outbound';
import { testTenant } from '@/lib/testing/tenant';
import { until } from '@/lib/testing/wait';
import { askAgain, pauseCampaign, releaseWinner, respreadCampaign, resumeCampaign, retryFailed } from '..';

const database = await testDatabase();
const sql = database.owner.tags;

/** A campaign of one a minute: some are queued, some wait for a capacity, some have failed. */
async function paced({ queued = 3, waiting = 6, failed = 0 }) {
  const t = await testTenant(database);
  const campaign = await queuedCampaign(database, t.slug, queued + waiting + failed, { asleep: true });
  const { id, messages } = campaign;
  await sql`update campaigns set per_hour = 60, started_at = now() - interval '90 seconds' where tenant_id = ${t.slug} and id = ${id}`;
  await sql`update pipeline_messages set status = 'deferred', verdict_rule = 'capacity', verdict_reason = 'capacity', due_at = now() + interval '1 day'
    where id = any(${messages.slice(queued, queued + waiting)}::uuid[])`;
  await sql`update pipeline_messages set status = 'failed', attempts = 6, error_code = '4.2.0', error_message = 'no', finished_at = now()
    where id = any(${messages.slice(queued + waiting)}::uuid[])`;
  await queueAsArranged(sql, t.slug);
  return { ...t, campaign, id };
}

async function runner() {
  const jobs = await startJobRunner(database.services, [respreadCampaign, releaseWinner], { worker: 'test' });
  onTestFinished(() => jobs.stop());
}

/** Holds what a statement locks until it is let go. */
async function holding(lock: (tx: typeof sql) => Promise<unknown>) {
  let letGo = () => {};
  const held = new Promise<void>((resolve) => (letGo = resolve));
  let ended: Promise<unknown> = Promise.resolve();
  await new Promise<void>((locked, failed) => {
    ended = sql
      .begin(async (tx) => {
        await lock(tx as unknown as typeof sql);
        locked();
        await held;
      })
      .catch(failed);
  });
  onTestFinished(letGo);
  return async () => {
    letGo();
    await ended;
  };
}

const blocked = (n: number) =>
  until(`${n} that wait for a lock`, async () => {
    const rows = await sql`
      select distinct pid from pg_locks where not granted and pid in (select pid from pg_stat_activity where datname = current_database())`;
    return rows.length >= n;
  });

const isOpen = async (id: string) =>
  (await sql`select 1 from pipeline_lanes where id = ${id} and state = 'active'`).length === 1;
const jobsEnded = (tenant: string) =>
  until(
    'the jobs to end',
    async () =>
      (await sql`select 1 from jobs where tenant_id = ${tenant} and state in ('queued', 'running')`).length === 0,
  );
/** Minutes from the first to the last of those that are to go, sorted. */
const minutes = async (id: string) => {
  const rows = await sql<{ due: Date }[]>`
    select due_at as due from pipeline_messages where source_id = ${id} and status = 'queued' order by due_at`;
  const first = rows[0]?.due.getTime() ?? 0;
  return rows.map(({ due }) => (due.getTime() - first) / 60_000);
};

describe('a paced campaign goes on, and keeps its pace', () => {
  it('when some are asked about just before its lane opens after a pause', async () => {
    const { ctx, slug, id, campaign } = await paced({});
    await pauseCampaign(ctx, { id });
    await resumeCampaign(ctx, { id });
    // Who asks is first in the line for the campaign's row; the job gives out times beside them, then waits behind them to open the lane.
    const letGo = await holding((tx) => tx`select 1 from campaigns where id = ${id} for share`);
    const asked = askAgain(ctx, { id });
    await blocked(1);
    await runner();
    await blocked(2);
    await letGo();
    expect(await asked).toMatchObject({ asked: 6 });
    await jobsEnded(slug);
    expect(await isOpen(id)).toBe(true);
    expect(await minutes(id)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(await statesOf(database, campaign)).toEqual({ queued: 9 });
  });

  it('when some are tried again after its lane was opened, before the job that opened it has ended', async () => {
    const { ctx, slug, id, campaign } = await paced({ waiting: 0, failed: 4 });
    await pauseCampaign(ctx, { id });
    await resumeCampaign(ctx, { id });
    const lane = await holding((tx) => tx`select 1 from pipeline_lanes where id = ${id} for update`);
    await runner();
    await blocked(1);
    const job = await holding((tx) => tx`select 1 from jobs where tenant_id = ${slug} for update`);
    await lane();
    await until('the lane to open', () => isOpen(id));
    expect(await retryFailed(ctx, { id })).toEqual({
      ...{ retried: 4, skipped: [], unable: 0, left: 0, nextCursor: null },
    });
    await job();
    await jobsEnded(slug);
    expect(await isOpen(id)).toBe(true);
    expect(await minutes(id)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(await statesOf(database, campaign)).toEqual({ queued: 7 });
  });
});

/** The most that are due in an hour which begins with a message, whatever state they are in. */
const mostInAnHour = async (id: string) => {
  const [row] = await sql<{ n: number }[]>`
    select max((select count(*) from pipeline_messages o where o.source_id = m.source_id and o.due_at >= m.due_at and o.due_at < m.due_at + interval '1 hour'))::int as n
    from pipeline_messages m where m.source_id = ${id}`;
  return row?.n ?? 0;
};

describe('a pace counts all who have their time', () => {
  /** 30 an hour: 40 are queued, and 40 wait for a rule with slots between theirs, as planning gives them. */
  async function interleaved() {
    const made = await paced({ queued: 40, waiting: 40 });
    await sql`update campaigns set per_hour = 30, started_at = date_trunc('milliseconds', now()) - interval '1 minute' where id = ${made.id}`;
    await sql`update pipeline_messages m set due_at = c.started_at + interval '2 minutes' * (case when m.status = 'queued' then 2 * p.n + 1 else 2 * p.n + 2 end)
      from campaigns c, (select id, row_number() over (partition by status order by id) - 1 as n from pipeline_messages where source_id = ${made.id}) p
      where c.id = ${made.id} and m.id = p.id`;
    await queueAsArranged(sql, made.slug);
    return made;
  }

  it('when the campaign is resumed: who waits for a rule keeps a slot, and nobody else gets it', async () => {
    const { ctx, slug, id, campaign } = await interleaved();
    expect(await mostInAnHour(id)).toBe(30);
    await pauseCampaign(ctx, { id });
    await resumeCampaign(ctx, { id });
    await runner();
    await jobsEnded(slug);
    expect(await isOpen(id)).toBe(true);
    expect(await mostInAnHour(id)).toBe(30);
    expect(await statesOf(database, campaign)).toEqual({ queued: 40, deferred: 40 });
  });

  it('when people are asked about, one click after the other: they get turns that are free, and the others go on', async () => {
    const { ctx, id, campaign } = await interleaved();
    const others = () =>
      sql`select id, due_at from pipeline_messages where id = any(${campaign.messages.slice(0, 40)}::uuid[]) order by id`;
    const before = await others();
    for (const message of campaign.messages.slice(50, 55))
      expect(await askAgain(ctx, { id, messageIds: [message] })).toMatchObject({ asked: 1 });
    expect(await askAgain(ctx, { id })).toMatchObject({ asked: 35 });
    expect(await isOpen(id)).toBe(true);
    expect(await others()).toEqual(before);
    expect(await mostInAnHour(id)).toBe(30);
    expect(await statesOf(database, campaign)).toEqual({ queued: 80 });
  });
});

describe('failed messages of a campaign that is being sent, tried again', () => {
  it('get turns that are free, one click after the other: its lane stays open, and the others keep theirs', async () => {
    const { ctx, slug, id, campaign } = await paced({ queued: 20, waiting: 0, failed: 10 });
    await sql`update pipeline_messages m set due_at = c.started_at + interval '2 minutes' * p.n
      from campaigns c, (select id, row_number() over (order by id) as n from pipeline_messages where source_id = ${id} and status = 'queued') p
      where c.id = ${id} and m.id = p.id`;
    await queueAsArranged(sql, slug);
    const others = () =>
      sql`select id, due_at from pipeline_messages where id = any(${campaign.messages.slice(0, 20)}::uuid[]) order by id`;
    const before = await others();
    const [first = '', second = ''] = campaign.messages.slice(20);
    expect(await retryFailed(ctx, { id, messageIds: [first, second] })).toEqual({
      retried: 2,
      skipped: [],
      unable: 0,
      left: 8,
      nextCursor: null,
    });
    expect(await retryFailed(ctx, { id })).toEqual({ retried: 8, skipped: [], unable: 0, left: 0, nextCursor: null });
    expect(await isOpen(id)).toBe(true);
    expect(await sql`select type from jobs where tenant_id = ${slug}`).toHaveLength(0);
    expect(await others()).toEqual(before);
    expect(new Set(await minutes(id)).size).toBe(30);
    expect(await mostInAnHour(id)).toBeLessThanOrEqual(60);
    expect(await statesOf(database, campaign)).toEqual({ queued: 30 });
  });

  it('wait for the hour that is meant where they live', async () => {
    const { ctx, slug, id, campaign } = await paced({ queued: 0, waiting: 0, failed: 2 });
    await sql`update campaigns set per_hour = null, send_local = true, started_at = now() - interval '1 hour', scheduled_at = now() - interval '1 hour'
      where id = ${id}`;
    await sql`update contacts set time_zone = case when id in (select contact_id from pipeline_messages where id = ${campaign.messages[0]!}) then 'Etc/GMT+6' else 'UTC' end where tenant_id = ${slug}`;
    expect(await retryFailed(ctx, { id })).toEqual({ retried: 2, skipped: [], unable: 0, left: 0, nextCursor: null });
    expect(await isOpen(id)).toBe(true);
    const hours = (await minutes(id)).map((each) => Math.round(each / 60));
    expect(hours).toEqual([0, 5]);
  });
});

describe('asking again and the capacities that workers count by', () => {
  /** A campaign of whom a capacity makes six wait, of two mailbox providers. */
  async function full() {
    const t = await testTenant(database);
    const rule = await createRule(t.ctx, {
      name: 'Gently',
      rule: { type: 'capacity', action: { messages: 1, seconds: 3600, per: 'recipient_provider' } },
    });
    const campaign = await queuedCampaign(database, t.slug, 6, { asleep: true });
    await sql`update pipeline_messages set status = 'deferred', verdict_rule = 'capacity', verdict_reason = 'capacity', due_at = now() + interval '1 day',
        recipient_address = case when id = any(${campaign.messages.slice(0, 2)}::uuid[]) then 'a@gmail.com' else 'a@yahoo.com' end,
        verdict = '{"steps": [{"fact": "Gently is used up until noon"}]}' where source_id = ${campaign.id}`;
    await queueAsArranged(sql, t.slug);
    await sql`insert into sending_capacity (tenant_id, rule_id, key, window_start, used, promised)
      select ${t.slug}, ${rule.id}, k, now(), 1, 10 from unnest(array['gmail', 'yahoo']) k`;
    const promised = async () =>
      (
        await sql<{ n: number }[]>`select promised as n from sending_capacity where tenant_id = ${t.slug} order by key`
      ).map(({ n }) => n);
    return { ...t, id: campaign.id, promised };
  }

  it('do not wait for each other: what a worker counts by now keeps its promises, the others are given back', async () => {
    const { ctx, slug, id, promised } = await full();
    const letGo = await holding(
      (tx) => tx`select 1 from sending_capacity where tenant_id = ${slug} and key = 'gmail' for update`,
    );
    expect(await askAgain(ctx, { id })).toMatchObject({ asked: 6 });
    await letGo();
    expect(await promised()).toEqual([10, 6]);
  });

  it('are not held while a recount of the campaign is waited for', async () => {
    const { ctx, slug, id, promised } = await full();
    await sql`insert into campaign_stats (tenant_id, campaign_id) values (${slug}, ${id}) on conflict do nothing`;
    const letGo = await holding((tx) => tx`select 1 from campaign_stats where campaign_id = ${id} for update`);
    const asked = askAgain(ctx, { id });
    await blocked(1);
    const free = await sql`select 1 from sending_capacity where tenant_id = ${slug} for update skip locked`;
    expect(free).toHaveLength(2);
    await letGo();
    expect(await asked).toMatchObject({ asked: 6 });
    expect(await promised()).toEqual([8, 6]);
  });
});

it('asking about some of a large campaign reads their rows alone', async () => {
  const { ctx, slug } = await testTenant(database);
  const { id, messages } = await queuedCampaign(database, slug, 20_000, { asleep: true });
  await sql`analyze pipeline_messages, pipeline_queue`;
  await sql`update pipeline_messages set status = 'deferred', verdict_rule = 'capacity', verdict_reason = 'capacity', due_at = now() + interval '1 day'
    where id = any(${messages.slice(0, 1500)}::uuid[])`;
  await queueAsArranged(sql, slug);
  const read = await withTenant(ctx, async (tx) => {
    expect(await askGateAgain(tx, { campaignId: id, senderId: null, after: null, limit: 20_000 })).toMatchObject({
      asked: 1500,
    });
    return tx.tx.execute<{ name: string; all: number }>(query`
      select relname as name, seq_tup_read::int as all, idx_tup_fetch < 10000 as few from pg_stat_xact_user_tables where relname in ('pipeline_messages', 'pipeline_queue') order by 1`);
  });
  expect([...read]).toEqual([
    { name: 'pipeline_messages', all: 0, few: true },
    { name: 'pipeline_queue', all: 0, few: true },
  ]);
});
