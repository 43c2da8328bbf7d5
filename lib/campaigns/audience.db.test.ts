import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { testDatabase } from '@/lib/testing/database';
import { queuedCampaign } from '@/lib/testing/outbound';
import { testTenant } from '@/lib/testing/tenant';
import { systemTags } from '@/lib/platform/db/system';
import { withTenant } from '@/lib/platform/db/tenant';
import { audience } from './audience';
import { firstReader } from './message';

const database = await testDatabase();
const sql = database.owner.tags;

async function segmentOf(tenant: string, campaignId: string, isExcluded: boolean, members: string[]): Promise<void> {
  const id = randomUUID();
  await sql`insert into segments (tenant_id, id, name, rules) values (${tenant}, ${id}, ${id}, '{"all":[]}'::text::jsonb)`;
  await sql`insert into segment_members (tenant_id, segment_id, contact_id) select ${tenant}, ${id}, m from unnest(${members}::uuid[]) m`;
  await sql`insert into campaign_segments (tenant_id, campaign_id, segment_id, excluded) values (${tenant}, ${campaignId}, ${id}, ${isExcluded})`;
}

describe('the audience, page by page', () => {
  it('is everybody of the chosen segments once, by id, without the members of the excluded ones', async () => {
    const { slug } = await testTenant(database);
    const { id, contacts } = await queuedCampaign(database, slug, 30, { asleep: true });
    const segment = async (isExcluded: boolean, members: string[]) => segmentOf(slug, id, isExcluded, members);
    await segment(false, contacts.slice(0, 18));
    await segment(false, contacts.slice(9, 27));
    await segment(true, contacts.slice(5, 12));
    const read = async (limit: number) => {
      const all: string[] = [];
      for await (const ids of audience(systemTags(database.services), slug, id, limit)) all.push(...ids);
      return all;
    };
    const expected = [...contacts.slice(0, 5), ...contacts.slice(12, 27)].sort();
    for (const limit of [1, 2, 4, 7, 27, 100]) expect(await read(limit), `pages of ${limit}`).toEqual(expected);
  });
});

describe('the first person of an audience', () => {
  it('is looked for among a thousand, however many more there are', async () => {
    const { ctx, slug } = await testTenant(database);
    const { id, contacts } = await queuedCampaign(database, slug, 1_060, { asleep: true });
    const first = async () => withTenant(ctx, async (tx) => firstReader(tx, id));
    const people = contacts.toSorted();
    await segmentOf(slug, id, false, people);
    expect(await first()).toBe(people[0]);
    await segmentOf(slug, id, true, people.slice(0, 990));
    expect(await first()).toBe(people[990]);
    await segmentOf(slug, id, true, people.slice(990, 1_000));
    expect(await first()).toBeNull();
  });
});
