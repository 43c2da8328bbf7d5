import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { POST } from '@/app/api/v1/campaigns/[id]/launch/route';
import { bareClient } from '@/db/client';
import { createApiKey } from '@/lib/identity';
import { createProvider, createSender } from '@/lib/sending';
import { testDatabase } from '@/lib/testing/database';
import { nameServer } from '@/lib/testing/dns';
import { draft, people } from '@/lib/testing/outreach';
import { testTenant, type TestTenant } from '@/lib/testing/tenant';
import { checkReach, getCampaign, launchCampaign, launchDue, updateCampaign } from '..';

const strict = 'v=DMARC1; p=reject';
const texts = new Map(['once', 'all'].map((name) => [`_dmarc.${name}.example`, strict]));
const dns = await nameServer({ texts });
afterAll(() => dns.close());
const database = await testDatabase({ DNS_SERVERS: dns.address });
// Others' transactions are shown to it alone.
const root = bareClient(database.superUrl);
afterAll(() => root.end());
afterEach(() => {
  dns.before = undefined;
  dns.asked.length = 0;
});

/** A campaign to one person, from an address of this domain and by a server of the organisation's own. */
async function campaignFrom({ ctx }: TestTenant, domain: string): Promise<string> {
  await people(ctx, 1);
  const id = await draft(ctx);
  const configuration = { kind: 'smtp' as const, host: '8.8.8.8', port: 25, security: 'none' as const };
  await createProvider(ctx, { name: 'Main', configuration });
  const { id: senderId } = await createSender(ctx, { fromName: 'Events', fromEmail: `events@${domain}` });
  await updateCampaign(ctx, { id, senderId });
  return id;
}

/** The transactions that are open whenever DNS is asked. */
function openWhenAsked(answering: Promise<void>): object[] {
  const open: object[] = [];
  dns.before = async () => {
    open.push(
      ...(await root`
        select query from pg_stat_activity where datname = ${database.name} and state like 'idle in transaction%'`),
    );
    await answering;
  };
  return open;
}
const never = new Promise<void>(() => undefined);

describe('DNS that never answers', () => {
  it('is asked while a launch holds neither its campaign nor a connection, and refuses nothing', async () => {
    const t = await testTenant(database);
    const id = await campaignFrom(t, 'never.example');
    const open = openWhenAsked(never);
    expect(await launchCampaign(t.ctx, { id })).toMatchObject({ status: 'sending' });
    expect(dns.asked).toContain('_dmarc.never.example');
    expect(open).toEqual([]);
  });

  it('is not asked when the time of a campaign has come: nobody due after it waits', async () => {
    const t = await testTenant(database);
    const id = await campaignFrom(t, 'due.example');
    const scheduledAt = new Date(t.clock.now().getTime() + 3_600_000).toISOString();
    await launchCampaign(t.ctx, { id, scheduledAt });
    t.clock.advance(3_601_000);
    openWhenAsked(never);
    dns.asked.length = 0;
    await launchDue(database.services, t.clock);
    expect(await getCampaign(t.ctx, { id })).toMatchObject({ status: 'sending', error: null });
    expect(dns.asked).toEqual([]);
  });
});

describe('what DNS said', () => {
  it('refuses a launch under an Idempotency-Key too, for which it is asked ahead of the transaction of the key', async () => {
    const t = await testTenant(database);
    const id = await campaignFrom(t, 'once.example');
    const { key } = await createApiKey(t.ctx, { scopes: ['*'] });
    const launch = async () => {
      const headers = { authorization: `Bearer ${key}`, 'idempotency-key': 'k' };
      const request = new Request(`http://x.test/api/v1/campaigns/${id}/launch`, { method: 'POST', headers });
      return (await POST(request, { params: Promise.resolve({ id }) })).json() as Promise<object>;
    };
    const open = openWhenAsked(Promise.resolve());
    expect(await launch()).toMatchObject({ status: 409, detail: expect.stringContaining('once.example tells') });
    texts.set('once.example', 'v=spf1 ip4:192.0.2.1 -all');
    expect(await launch()).toMatchObject({ status: 'sending' });
    expect(dns.asked).toContain('_dmarc.once.example');
    expect(open).toEqual([]);
  });

  it('is told together with all else that blocks', async () => {
    const t = await testTenant(database);
    const id = await campaignFrom(t, 'all.example');
    await database.owner.tags`update contacts set deleted_at = now() where tenant_id = ${t.slug}`;
    const message = expect.stringMatching(/Nobody would get this now.* all\.example tells/);
    const fields = { segmentIds: expect.anything(), senderId: expect.stringContaining('all.example') };
    await expect(launchCampaign(t.ctx, { id })).rejects.toMatchObject({ code: 'conflict', message, fields });
  });

  it.each([
    ['just before it', 10_000, { status: 'draft', error: expect.stringContaining('just.example tells') }],
    ['minutes before it', 240_000, { status: 'sending', error: null }],
  ])(
    '%s keeps a campaign from starting at its time only if nobody had the time to mend it',
    async (_, before, outcome) => {
      const t = await testTenant(database);
      texts.delete('_dmarc.just.example');
      t.clock.advance(before * 10);
      const id = await campaignFrom(t, 'just.example');
      const scheduledAt = new Date(t.clock.now().getTime() + 600_000).toISOString();
      await launchCampaign(t.ctx, { id, scheduledAt });
      texts.set('_dmarc.just.example', strict);
      t.clock.advance(600_000 - before);
      expect((await checkReach(t.ctx, { id })).problems).toMatchObject([{ level: 'blocks' }, {}]);
      t.clock.advance(before);
      await launchDue(database.services, t.clock);
      expect(await getCampaign(t.ctx, { id })).toMatchObject(outcome);
    },
  );
});
