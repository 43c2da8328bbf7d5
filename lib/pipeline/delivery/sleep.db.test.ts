import { describe, expect, it } from 'vitest';
import { systemTags, withSystem } from '@/lib/platform/db/system';
import { testDatabase } from '@/lib/testing/database';
import { queueAsArranged, queuedCampaign, statesOf } from '@/lib/testing/outbound';
import { testTenant } from '@/lib/testing/tenant';
import { restLane } from '../lanes';
import { claim, dueLanes, type Lane } from './claim';
import { finishCampaigns } from './finish';
import { dropSpent } from './hands';
import { record } from './record';
import { renewLease } from './recover';
import { resultOf } from './result';

const database = await testDatabase();
const sql = database.owner.tags;
const busy = { state: 'refused', response: '451 later', transient: true, kind: 'throttle' } as const;

async function held(count: number) {
  const { slug, ctx } = await testTenant(database);
  const campaign = await queuedCampaign(database, slug, count);
  const lane: Lane = { tenant: slug, id: campaign.id, kind: 'campaign', channel: 'email' };
  const take = async (worker: string) => {
    await renewLease(database.services, worker, new Date(Date.now() + 60_000));
    return (await claim(systemTags(database.services), lane, worker, 1000, new Date())).flatMap((one) => one.messages);
  };
  const put = (worker: string, taken: Awaited<ReturnType<typeof take>>) =>
    record(
      database.services,
      { lane, sourceId: campaign.id, templateId: null, provider: 'smtp', worker },
      taken.map((m) => resultOf(m, busy, new Date(), 0.5)),
      new Date(),
    );
  const due = async () => {
    const [row] = await sql<
      { lane: Date; first: Date | null }[]
    >`select nullif(l.due_at, 'infinity') as lane, (select min(due_at) from pipeline_messages m where m.lane_id = l.id and m.status = 'deferred') as first
      from pipeline_lanes l where l.tenant_id = ${slug} and l.id = ${campaign.id}`;
    return row;
  };
  return { ctx, slug, campaign, lane, take, put, due };
}

describe('a lane that one worker puts to sleep while another holds its messages', () => {
  it('wakes for what that one defers', async () => {
    const it = await held(3);
    const taken = await it.take('a');
    expect(await it.take('b')).toEqual([]);
    expect(await it.due()).toMatchObject({ lane: null });
    expect(await finishCampaigns(database.services, new Date())).toBe(0);
    await it.put('a', taken);
    const after = await it.due();
    expect(after?.lane).toEqual(after?.first);
    expect(await statesOf(database, it.campaign)).toEqual({ deferred: 3 });
    await sql`update pipeline_messages set due_at = now() - interval '1 second' where source_id = ${it.campaign.id}`;
    await queueAsArranged(sql, it.slug);
    expect(await it.take('b')).toHaveLength(3);
  });

  it('never sleeps past a deferred message, however the two meet', async () => {
    for (let round = 0; round < 25; round++) {
      const it = await held(2);
      const taken = await it.take('a');
      const rest = () => withSystem(database.services, (tx) => restLane(tx, it.slug, it.campaign.id));
      await Promise.all([rest(), it.put('a', taken), rest(), it.take('b')]);
      const after = await it.due();
      expect(after?.lane, `round ${round}`).toEqual(after?.first);
    }
  });
});

describe('what is due', () => {
  it('is told of every tenant, however many lanes another one has', async () => {
    const [crowd, small] = [await testTenant(database), await testTenant(database)];
    await sql`insert into pipeline_lanes (tenant_id, id, kind, channel, priority, due_at)
      select ${crowd.slug}, gen_random_uuid(), 'campaign', 'email', 5, now() - interval '1 hour' from generate_series(1, 600)`;
    const campaign = await queuedCampaign(database, small.slug, 1);
    const lanes = await dueLanes(systemTags(database.services), new Date());
    expect(lanes).toContainEqual({
      ...{ tenant: small.slug, id: campaign.id, kind: 'campaign', channel: 'email', inSandbox: false },
    });
    expect(lanes.filter((lane) => lane.tenant === crowd.slug)).toHaveLength(1);
  });

  it('of a tenant begins with the most urgent, answers of people before campaigns', async () => {
    const { slug } = await testTenant(database);
    const insert = (kind: string, priority: number, ago: string) => sql<{ id: string }[]>`
      insert into pipeline_lanes (tenant_id, id, kind, channel, priority, due_at)
      values (${slug}, gen_random_uuid(), ${kind}, 'email', ${priority}, now() - ${ago}::interval) returning id`;
    await insert('campaign', 5, '1 minute');
    const [older] = await insert('campaign', 5, '1 hour');
    const [answers] = await insert('inbox', 0, '1 second');
    const lanes = await dueLanes(systemTags(database.services), new Date());
    expect(lanes.filter((lane) => lane.tenant === slug).map((lane) => lane.id)).toEqual([answers?.id, older?.id]);
  });
});

describe('a campaign whose last message is through', () => {
  it('is ended while a row that refers to it is being written: neither waits for the other, in a ring or at all', async () => {
    const it = await held(1);
    const taken = await it.take('a');
    await record(
      database.services,
      { lane: it.lane, sourceId: it.campaign.id, templateId: it.campaign.templateId, provider: 'test', worker: 'a' },
      taken.map((m) => resultOf(m, { state: 'accepted', response: '250 ok' }, new Date(), 0.5)),
      new Date(),
    );
    await withSystem(database.services, (tx) => restLane(tx, it.slug, it.campaign.id));
    // Nobody is told to be through before the claim is gone as well.
    expect(await finishCampaigns(database.services, new Date())).toBe(0);
    await dropSpent(systemTags(database.services), 'a');
    // As the check of a foreign key holds them.
    await sql.begin(async (tx) => {
      await tx`select 1 from campaigns where tenant_id = ${it.slug} and id = ${it.campaign.id} for key share`;
      await tx`select 1 from pipeline_lanes where tenant_id = ${it.slug} and id = ${it.campaign.id} for key share`;
      expect(await finishCampaigns(database.services, new Date())).toBe(1);
    });
  });
});
