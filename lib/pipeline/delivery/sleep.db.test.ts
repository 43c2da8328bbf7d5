import { describe, expect, it } from 'vitest';
import { systemTags, withSystem } from '@/lib/platform/db/system';
import { testDatabase } from '@/lib/testing/database';
import { queuedCampaign, statesOf } from '@/lib/testing/outbound';
import { testTenant } from '@/lib/testing/tenant';
import { restLane } from '../lanes';
import { claim, type Lane } from './claim';
import { finishCampaigns } from './finish';
import { record } from './record';
import { resultOf } from './result';

const database = await testDatabase();
const sql = database.owner.tags;
const busy = { state: 'refused', response: '451 later', transient: true, kind: 'throttle' } as const;

async function held(count: number) {
  const { slug, ctx } = await testTenant(database);
  const campaign = await queuedCampaign(database, slug, count);
  const lane: Lane = { tenant: slug, id: campaign.id, kind: 'campaign', channel: 'email' };
  const take = (worker: string) => claim(systemTags(database.services), lane, worker, 1000, new Date(), 60);
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
