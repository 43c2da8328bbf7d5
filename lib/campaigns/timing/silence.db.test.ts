import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { messageFacts } from '@/lib/pipeline/events';
import { withSystem } from '@/lib/platform/db/system';
import { uuidv7 } from '@/lib/platform/ids';
import { insertFacts } from '@/lib/platform/outbox';
import { testDatabase } from '@/lib/testing/database';
import { inHandsOf, queuedCampaign } from '@/lib/testing/outbound';
import { testTenant } from '@/lib/testing/tenant';
import { pauseCampaign, readOutlook } from '..';

const database = await testDatabase();
const sql = database.owner.tags;

/** A campaign that began a minute ago, all of whose three messages are with a server. */
async function handedOver() {
  const { ctx, slug, clock } = await testTenant(database);
  const campaign = await queuedCampaign(database, slug, 3, { asleep: true });
  const began = new Date(clock.now().getTime() - 60_000);
  await sql`update campaigns set updated_at = ${began} where tenant_id = ${slug} and id = ${campaign.id}`;
  await sql`update pipeline_queue set due_at = ${began} where tenant_id = ${slug} and lane_id = ${campaign.id}`;
  await inHandsOf(database, campaign, `worker of ${slug}`);
  return { ctx, slug, clock, campaign, began };
}

type HandedOver = Awaited<ReturnType<typeof handedOver>>;

/** A webhook campaign of the same organisation, one message of which this worker has in its hands. */
async function hooksOf({ slug, campaign }: HandedOver, worker: string): Promise<string> {
  const [id, message] = [randomUUID(), randomUUID()];
  await sql`insert into campaigns (tenant_id, id, name, channel, purpose, status, template_id, template_version_id)
    values (${slug}, ${id}, 'Hooks', 'webhook', 'marketing', 'sending', ${campaign.templateId}, ${campaign.versionId})`;
  await sql`insert into pipeline_queue (tenant_id, lane_id, due_at, message_id) values (${slug}, ${id}, now(), ${message})`;
  await inHandsOf(database, { ...campaign, id }, worker);
  return id;
}

/** A server of this channel took a message of this source. */
const answered = (t: HandedOver, sourceId: string, channel: 'webhook' | 'email', at = t.clock.now()) =>
  withSystem(database.services, (tx) => {
    const items = [{ id: randomUUID(), contactId: t.campaign.contacts[0]!, at: at.toISOString() }];
    const source = { channel, sourceType: 'campaign', sourceId, templateId: null } as const;
    return insertFacts(tx, t.slug, messageFacts('sent', { ...source, items }), at);
  });

const silence = async ({ ctx, campaign }: HandedOver) => (await readOutlook(ctx, { id: campaign.id })).silence;

describe('a server that does not answer', () => {
  it('is told with how many wait for it and since when: the last answer, else when they could go', async () => {
    const t = await handedOver();
    expect(await silence(t)).toEqual({ since: t.began.toISOString(), waiting: 3 });
    const earlier = new Date(t.clock.now().getTime() - 20_000);
    await answered(t, t.campaign.id, 'email', earlier);
    expect(await silence(t)).toEqual({ since: earlier.toISOString(), waiting: 3 });
    await answered(t, t.campaign.id, 'email');
    expect(await silence(t)).toBeNull();
  });

  it('is told though servers of other channels answer, of the organisation’s campaigns and of its single messages', async () => {
    const t = await handedOver();
    await answered(t, await hooksOf(t, `another worker of ${t.slug}`), 'webhook');
    await answered(t, randomUUID(), 'webhook');
    expect(await silence(t)).toEqual({ since: t.began.toISOString(), waiting: 3 });
    await answered(t, randomUUID(), 'email');
    expect(await silence(t)).toBeNull();
  });

  it('is not what a campaign waits for behind one of another channel that its own worker hands over, while that is answered', async () => {
    const t = await handedOver();
    const hooks = await hooksOf(t, `worker of ${t.slug}`);
    expect(await silence(t)).toEqual({ since: t.began.toISOString(), waiting: 3 });
    await answered(t, hooks, 'webhook');
    expect(await silence(t)).toBeNull();
    const last = t.clock.now().toISOString();
    t.clock.advance(20_000);
    expect(await silence(t)).toEqual({ since: last, waiting: 3 });
    await answered(t, hooks, 'webhook');
    expect(await silence(t)).toBeNull();
    await sql`delete from pipeline_queue where tenant_id = ${t.slug} and lane_id = ${hooks}`;
    expect(await silence(t)).toEqual({ since: t.began.toISOString(), waiting: 3 });
  });

  it('is told however many facts there are of other things, and never with a time at which it answered', async () => {
    const t = await handedOver();
    const flood = (count: number, agoMs: number) => sql`
      insert into outbox (tenant_id, id, type, entity_type, entity_id, version, payload, occurred_at)
      select ${t.slug}, uuidv7(${t.clock.now()}::timestamptz - now() - make_interval(secs => ${agoMs / 1000})), 'contact.updated', 'contact', gen_random_uuid(), 1, '{}',
        ${new Date(t.clock.now().getTime() - agoMs)} from generate_series(1, ${count}::int)`;
    await answered(t, t.campaign.id, 'email', new Date(t.clock.now().getTime() - 50_000));
    await flood(1500, 30_000);
    const early = await silence(t);
    expect(early).toMatchObject({ waiting: 3 });
    expect(Date.parse(early!.since)).toBeGreaterThanOrEqual(t.clock.now().getTime() - 50_000);
    await flood(1500, 5000);
    expect(await silence(t)).toMatchObject({ waiting: 3 });
    await answered(t, t.campaign.id, 'email', new Date(t.clock.now().getTime() - 10_000));
    await flood(1500, 1000);
    expect(await silence(t)).toBeNull();
  });

  it('is not told by a worker that has only just begun, however long the messages waited for one', async () => {
    const t = await handedOver();
    const name = `worker-${uuidv7(t.clock.now())}`;
    await inHandsOf(database, t.campaign, name);
    expect(await silence(t)).toBeNull();
    const began = t.clock.now().toISOString();
    t.clock.advance(30_000);
    expect(await silence(t)).toEqual({ since: began, waiting: 3 });
  });

  it('is not what a campaign waits for whose worker died, or that waited for another one', async () => {
    const t = await handedOver();
    const { name, until } = { name: `worker of ${t.slug}`, until: new Date(t.clock.now().getTime() - 1000) };
    await sql`update pipeline_workers set lease_until = ${until} where name = ${name}`;
    expect(await silence(t)).toBeNull();
    await sql`update pipeline_workers set lease_until = 'infinity' where name = ${name}`;
    expect(await silence(t)).toMatchObject({ waiting: 3 });
    await answered(t, randomUUID(), 'email', until);
    expect(await silence(t)).toBeNull();
  });

  it('is nothing to say while nothing is with it, they could go only just now, or the campaign is paused', async () => {
    const t = await handedOver();
    await sql`update pipeline_queue set due_at = ${t.clock.now()} where tenant_id = ${t.slug} and lane_id = ${t.campaign.id}`;
    expect(await silence(t)).toBeNull();
    t.clock.advance(30_000);
    expect(await silence(t)).toMatchObject({ waiting: 3 });
    await sql`update pipeline_queue set lease_by = null where tenant_id = ${t.slug} and lane_id = ${t.campaign.id}`;
    expect(await silence(t)).toBeNull();
    await inHandsOf(database, t.campaign, `worker of ${t.slug}`);
    await pauseCampaign(t.ctx, { id: t.campaign.id });
    expect(await silence(t)).toBeNull();
  });
});
