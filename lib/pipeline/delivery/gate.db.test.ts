import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createRule } from '@/lib/compliance';
import { setDoNotContact } from '@/lib/contacts';
import type { Ctx } from '@/lib/platform/context';
import { createProvider, openProvider, smtpProvider, smtpSettings } from '@/lib/sending';
import { holdingServer } from '@/lib/sending/smtp/holding-server';
import { testDatabase } from '@/lib/testing/database';
import { queueAsArranged, queuedCampaign, statesOf, type QueuedCampaign } from '@/lib/testing/outbound';
import { testTenant, type TestTenant } from '@/lib/testing/tenant';
import { until } from '@/lib/testing/wait';
import { startDelivery } from '.';

const database = await testDatabase({ PRIVATE_TARGETS: 'allow' });
const sql = database.owner.tags;
let server: Awaited<ReturnType<typeof holdingServer>>;
beforeAll(async () => {
  server = await holdingServer();
  return () => server[Symbol.asyncDispose]();
});

async function working(tenant: TestTenant) {
  const provider = smtpProvider(smtpSettings(server.url));
  const worker = await startDelivery(database.services, { provider, clock: tenant.clock });
  onTestFinished(() => worker.stop());
}
const hour = 3_600_000;
const later = (tenant: TestTenant, ms: number) => tenant.clock.advance(ms);
const reasonsOf = async (campaign: QueuedCampaign) =>
  (
    await sql<{ status: string; reason: string; n: number }[]>`
      select status, verdict_reason as reason, count(*)::int as n from pipeline_messages where source_id = ${campaign.id} group by 1, 2 order by 1, 2`
  ).map((row) => `${row.n} ${row.status} ${row.reason}`);
const gotBy = (tenant: TestTenant) => server.bodies.filter((to) => to.endsWith(`@${tenant.slug}.test`)).sort();

/** Closed from an hour before now until an hour after it, on the clock of UTC. */
const closedNow = (ctx: Ctx) => {
  const clock = (ms: number) => new Date(ctx.clock.now().getTime() + ms).toISOString().slice(11, 16);
  return createRule(ctx, {
    name: 'Around now',
    rule: { type: 'quiet_hours', action: { from: clock(-hour), to: clock(hour) } },
  });
};

describe('what the gate says at hand-over', () => {
  it('waits out quiet hours, comes back by itself, and is sent with the verdict that let it pass', async () => {
    const tenant = await testTenant(database);
    await closedNow(tenant.ctx);
    const campaign = await queuedCampaign(database, tenant.slug, 3);
    await working(tenant);
    await until('all to wait', async () => (await statesOf(database, campaign))['deferred'] === 3);
    expect(await reasonsOf(campaign)).toEqual(['3 deferred quiet_hours']);
    const [row] = await sql<
      { attempts: number; verdict: { steps: { rule: string; result: string; fact: string }[] } }[]
    >`select attempts, verdict from pipeline_messages where source_id = ${campaign.id} limit 1`;
    expect(row?.attempts).toBe(0);
    expect(row?.verdict.steps.at(-1)).toMatchObject({ rule: 'quiet_hours', result: 'defers' });
    later(tenant, hour + 60_000);
    await until('the end', async () => (await statesOf(database, campaign))['sent'] === 3);
    expect(await reasonsOf(campaign)).toEqual(['3 sent passed']);
    expect(gotBy(tenant)).toEqual(campaign.addresses);
  });

  it('lets nobody get more than a cap allows, though two campaigns go out at once through two workers', async () => {
    const tenant = await testTenant(database);
    await createRule(tenant.ctx, {
      name: 'One a week',
      rule: { type: 'frequency_cap', action: { messages: 1, days: 7, over: 'skip' } },
    });
    const one = await queuedCampaign(database, tenant.slug, 200, { asleep: true });
    const two = await sameAgain(tenant.slug, one);
    await Promise.all([working(tenant), working(tenant)]);
    await Promise.all([one.wake(), two.wake()]);
    await until('nobody to be in progress', async () => {
      const states = [await statesOf(database, one), await statesOf(database, two)];
      return states.every((s) => !s['queued'] && !s['sending']);
    });
    // What found the other one on its way looks again a little later.
    later(tenant, 3 * 60_000);
    await Promise.all([one.wake(), two.wake()]);
    await until('all to be decided', async () => {
      const states = [await statesOf(database, one), await statesOf(database, two)];
      return states.every((s) => (s['sent'] ?? 0) + (s['skipped'] ?? 0) === 200);
    });
    expect(gotBy(tenant)).toEqual([...one.addresses].sort());
    expect([...(await reasonsOf(one)), ...(await reasonsOf(two))].filter((r) => !r.endsWith('sent passed'))).toEqual(
      expect.arrayContaining([expect.stringMatching(/skipped frequency_cap$/)]),
    );
    expect(await sql`select 1 from pressure_holds where tenant_id = ${tenant.slug}`).toHaveLength(0);
  });

  it('hands over as many as the capacity allows in a window, and the rest in the next ones', async () => {
    const tenant = await testTenant(database);
    await createRule(tenant.ctx, {
      name: 'Five an hour',
      rule: { type: 'capacity', action: { messages: 5, seconds: 3600, per: 'organisation' } },
    });
    const campaign = await queuedCampaign(database, tenant.slug, 12);
    await working(tenant);
    for (const sent of [5, 10, 12]) {
      await until(`${sent} to be sent`, async () => {
        const states = await statesOf(database, campaign);
        return states['sent'] === sent && (states['deferred'] ?? 0) === 12 - sent;
      });
      if (sent < 12) expect(await reasonsOf(campaign)).toContain(`${12 - sent} deferred capacity`);
      later(tenant, hour);
      await campaign.wake();
    }
    expect(gotBy(tenant)).toEqual([...campaign.addresses].sort());
  });

  it('hands over by the provider that it was counted for and by no other, though that one is broken', async () => {
    const tenant = await testTenant(database);
    const smtp = (name: string, port: number) =>
      createProvider(tenant.ctx, {
        name,
        configuration: { kind: 'smtp', host: '127.0.0.1', port, security: 'none' },
      });
    const { provider: broken } = await smtp('Broken', 1);
    await smtp('Works', Number(new URL(server.url).port));
    await createRule(tenant.ctx, {
      name: 'Warming up',
      rule: { type: 'capacity', action: { messages: 2, seconds: 3600, per: 'provider' } },
    });
    const campaign = await queuedCampaign(database, tenant.slug, 3);
    const worker = await startDelivery(database.services, {
      provider: openProvider(database.services, tenant.clock),
      clock: tenant.clock,
    });
    onTestFinished(() => worker.stop());
    await until('all to wait', async () => (await statesOf(database, campaign))['deferred'] === 3);
    expect(await reasonsOf(campaign)).toEqual(['1 deferred capacity', '2 deferred passed']);
    expect(await sql`select key from sending_capacity where tenant_id = ${tenant.slug}`).toEqual([{ key: broken.id }]);
    expect(gotBy(tenant)).toEqual([]);
    later(tenant, hour);
    await campaign.wake();
    // Counted for the other one by then; who tries the broken one first goes on to it.
    await until('the other one to take as many as it may', async () => {
      const states = await statesOf(database, campaign);
      return states['sent'] === 2 && states['deferred'] === 1;
    });
    expect(gotBy(tenant)).toHaveLength(2);
  });

  it('spreads who finds no room over the windows to come, however many batches there are', async () => {
    const tenant = await testTenant(database);
    await createRule(tenant.ctx, {
      name: 'Two an hour',
      rule: { type: 'capacity', action: { messages: 2, seconds: 3600, per: 'organisation' } },
    });
    const one = await queuedCampaign(database, tenant.slug, 5, { asleep: true });
    const campaigns = [one, await sameAgain(tenant.slug, one)];
    await working(tenant);
    for (const campaign of campaigns) await campaign.wake();
    const dueIn = async () =>
      (
        await sql<{ windows: number; n: number }[]>`
          select round(extract(epoch from due_at - ${tenant.clock.now()}::timestamptz) / 3600 + 0.5)::int as windows, count(*)::int as n
          from pipeline_messages where tenant_id = ${tenant.slug} and status = 'deferred' group by 1 order by 1`
      ).map((row) => row.n);
    await until('all to be decided', async () => (await dueIn()).reduce((a, b) => a + b, 0) === 8);
    expect(await dueIn()).toEqual([2, 2, 2, 2]);
    const sent = async () =>
      (await sql`select 1 from pipeline_messages where tenant_id = ${tenant.slug} and status = 'sent'`).length;
    for (const total of [4, 6, 8, 10]) {
      later(tenant, hour);
      for (const campaign of campaigns) await campaign.wake();
      await until(`${total} to be sent`, async () => (await sent()) === total);
    }
  });

  it('leaves alone who asked for it since the plan, and says so', async () => {
    const tenant = await testTenant(database);
    const campaign = await queuedCampaign(database, tenant.slug, 2, { asleep: true });
    const [first = ''] = campaign.contacts;
    await setDoNotContact(tenant.ctx, { id: first, on: true, note: 'By phone' });
    await working(tenant);
    await campaign.wake();
    await until('the end', async () => (await statesOf(database, campaign))['sent'] === 1);
    expect(await reasonsOf(campaign)).toEqual(['1 sent passed', '1 skipped do_not_contact']);
  });
});

/** A second campaign to the same people. */
async function sameAgain(tenant: string, one: QueuedCampaign): Promise<QueuedCampaign> {
  const id = crypto.randomUUID();
  await sql`insert into campaigns (tenant_id, id, name, channel, purpose, status, template_id, template_version_id)
    values (${tenant}, ${id}, 'Again', 'email', 'marketing', 'sending', ${one.templateId}, ${one.versionId})`;
  await sql`insert into pipeline_lanes (tenant_id, id, kind, channel, due_at) values (${tenant}, ${id}, 'campaign', 'email', 'infinity')`;
  await sql`
    insert into pipeline_messages (tenant_id, lane_id, source_type, source_id, contact_id, channel, status, recipient_address, template_version_id, verdict_rule, due_at)
    select tenant_id, ${id}, source_type, ${id}, contact_id, channel, 'queued', recipient_address, template_version_id, 'passed', due_at
    from pipeline_messages where tenant_id = ${tenant} and source_id = ${one.id}`;
  await queueAsArranged(sql, tenant);
  await sql`update campaigns set planned_at = now() where tenant_id = ${tenant} and id = ${id}`;
  const wake = async () => {
    await sql`update pipeline_lanes set due_at = now() - interval '1 minute' where tenant_id = ${tenant} and id = ${id}`;
    await sql`select pg_notify('pipeline', ${tenant})`;
  };
  return { ...one, id, wake };
}
