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

const silence = async ({ ctx, campaign }: Awaited<ReturnType<typeof handedOver>>) =>
  (await readOutlook(ctx, { id: campaign.id })).silence;

describe('a server that does not answer', () => {
  it('is told with how many wait for it and since when: the last answer, else when they could go', async () => {
    const t = await handedOver();
    expect(await silence(t)).toEqual({ since: t.began.toISOString(), waiting: 3 });
    const [answered, now] = [new Date(t.clock.now().getTime() - 20_000), t.clock.now()];
    const items = [{ id: t.campaign.messages[0]!, contactId: t.campaign.contacts[0]!, at: answered.toISOString() }];
    const source = { channel: 'email', sourceType: 'campaign', sourceId: t.campaign.id, templateId: null } as const;
    const tell = (at: Date) =>
      withSystem(database.services, (tx) => insertFacts(tx, t.slug, messageFacts('sent', { ...source, items }), at));
    await tell(answered);
    expect(await silence(t)).toEqual({ since: answered.toISOString(), waiting: 3 });
    await tell(now);
    expect(await silence(t)).toBeNull();
  });

  it('is told though servers of other channels answer, of the organisation’s campaigns and of its single messages', async () => {
    const t = await handedOver();
    const hooks = randomUUID();
    await sql`insert into campaigns (tenant_id, id, name, channel, purpose, status, template_id, template_version_id)
      values (${t.slug}, ${hooks}, 'Hooks', 'webhook', 'marketing', 'sending', ${t.campaign.templateId}, ${t.campaign.versionId})`;
    const items = [{ id: randomUUID(), contactId: t.campaign.contacts[0]!, at: t.clock.now().toISOString() }];
    const answered = (sourceId: string, channel: 'webhook' | 'email') =>
      withSystem(database.services, (tx) => {
        const source = { channel, sourceType: 'campaign', sourceId, templateId: null } as const;
        return insertFacts(tx, t.slug, messageFacts('sent', { ...source, items }), t.clock.now());
      });
    await answered(hooks, 'webhook');
    await answered(randomUUID(), 'webhook');
    expect(await silence(t)).toEqual({ since: t.began.toISOString(), waiting: 3 });
    await answered(randomUUID(), 'email');
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
    const items = [{ id: t.campaign.messages[0]!, contactId: t.campaign.contacts[0]!, at: until.toISOString() }];
    const other = { channel: 'email', sourceType: 'campaign', sourceId: randomUUID(), templateId: null } as const;
    await withSystem(database.services, (tx) =>
      insertFacts(tx, t.slug, messageFacts('sent', { ...other, items }), until),
    );
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
