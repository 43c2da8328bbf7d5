import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { retryFailed, settleUncertain } from '@/lib/campaigns';
import { createRule } from '@/lib/compliance';
import { setDoNotContact } from '@/lib/contacts';
import { smtpProvider, smtpSettings, type Provider } from '@/lib/sending';
import { holdingServer, type HoldingServer } from '@/lib/sending/smtp/holding-server';
import { testDatabase } from '@/lib/testing/database';
import { inHandsOf, queuedCampaign, statesOf, type QueuedCampaign } from '@/lib/testing/outbound';
import { testTenant, type TestTenant } from '@/lib/testing/tenant';
import { until } from '@/lib/testing/wait';
import { startDelivery } from '.';
import { expireLeases } from './recover';

const database = await testDatabase();
const sql = database.owner.tags;
const hour = 3_600_000;
const size = 6;
let server: HoldingServer;
beforeAll(async () => {
  server = await holdingServer();
  return () => server[Symbol.asyncDispose]();
});

interface World {
  tenant: TestTenant;
  campaign: QueuedCampaign;
  /** What left without a verdict that let it, in words. */
  wrong: string[];
  left: Set<string>;
  /** What each person said, and who is on the list: by position. */
  refuses: Set<number>;
  wantsNothing: Set<number>;
  listed: Set<number>;
}

/** May this person be written to now, by what was said alone: what the gate says is not asked. */
function mayGet(world: World, contact: string): boolean {
  const i = world.campaign.contacts.indexOf(contact);
  const hours = world.tenant.clock.now().getUTCHours();
  const isNight = hours >= 21 || hours < 8;
  return !isNight && ![world.refuses, world.wantsNothing, world.listed].some((set) => set.has(i));
}

/** The provider as it is, with somebody at the door: whatever is handed over has its verdict in PostgreSQL, and may go. */
function watched(world: World): Provider {
  const provider = smtpProvider(smtpSettings(server.url));
  return {
    ...provider,
    close: () => provider.close(),
    send: async (batch, hooks) => {
      for (const { messageId, tenant } of batch) {
        if (tenant !== world.tenant.slug) throw new Error('Another run goes on here.');
        const [row] = await sql<{ contact: string; rule: string | null; status: string }[]>`
          select contact_id as contact, verdict_rule as rule, status from pipeline_messages where tenant_id = ${world.tenant.slug} and id = ${messageId}`;
        if (!row?.rule) world.wrong.push(`${messageId} has no verdict`);
        else if (!['queued', 'deferred'].includes(row.status)) world.wrong.push(`${messageId} was ${row.status}`);
        else if (!mayGet(world, row.contact)) world.wrong.push(`${messageId} may not go`);
        world.left.add(messageId);
      }
      return provider.send(batch, hooks);
    },
  };
}

/** A worker for as long as there is something it can do now. */
async function work(world: World): Promise<void> {
  const { tenant, campaign } = world;
  await campaign.wake();
  const worker = await startDelivery(database.services, { provider: watched(world), clock: tenant.clock });
  try {
    await until('nothing more to do now', async () => {
      const [row] = await sql`
        select 1 from pipeline_lanes l where l.tenant_id = ${tenant.slug} and l.state = 'active' and (l.due_at <= ${tenant.clock.now()}
          or exists (select 1 from pipeline_claims c where c.tenant_id = l.tenant_id))`;
      return row === undefined;
    });
  } finally {
    await worker.stop();
  }
}

const who = fc.nat(size - 1);
const steps = fc.oneof(
  fc.record({
    does: fc.constant('work' as const),
    answer: fc.constantFrom('250 ok', '451 later', '550 5.7.1 no', '550 5.1.1 gone'),
  }),
  fc.record({
    does: fc.constantFrom('leaves' as const, 'agrees' as const, 'wants nothing' as const, 'is listed' as const),
    who,
  }),
  fc.record({ does: fc.constant('hours pass' as const), hours: fc.integer({ min: 1, max: 14 }) }),
  fc.record({ does: fc.constantFrom('a worker dies' as const, 'tried again' as const, 'said not sent' as const) }),
);
type Step = typeof steps extends fc.Arbitrary<infer T> ? T : never;

async function take(world: World, step: Step): Promise<void> {
  const { tenant, campaign } = world;
  const { ctx, clock, slug } = tenant;
  clock.advance(1000);
  const said = (granted: boolean, i: number) => sql`
    insert into contact_consents (tenant_id, contact_id, channel, purpose, granted, source, occurred_at)
    values (${slug}, ${campaign.contacts[i]!}, 'email', 'marketing', ${granted}, 'form', ${clock.now()})`;
  switch (step.does) {
    case 'work':
      server.answer = step.answer;
      return work(world);
    case 'leaves':
      world.refuses.add(step.who);
      await said(false, step.who);
      return;
    case 'agrees':
      world.refuses.delete(step.who);
      await said(true, step.who);
      return;
    case 'wants nothing':
      world.wantsNothing.add(step.who);
      await setDoNotContact(ctx, { id: campaign.contacts[step.who]!, on: true, channels: ['email'] });
      return;
    case 'is listed':
      world.listed.add(step.who);
      await sql`insert into email_suppressions (tenant_id, email_normalized, channel, reason) values (${slug}, ${campaign.addresses[step.who]!}, 'all', 'manual') on conflict do nothing`;
      return;
    case 'hours pass':
      clock.advance(step.hours * hour);
      return;
    case 'a worker dies':
      await inHandsOf(
        database,
        campaign,
        `dead ${slug}`,
        new Date(clock.now().getTime() - 1000),
        campaign.messages.slice(0, 2),
      );
      await expireLeases(database.services, clock.now());
      return;
    case 'tried again':
      await retryFailed(ctx, { id: campaign.id, all: true });
      return;
    case 'said not sent':
      await settleUncertain(ctx, { id: campaign.id, outcome: 'failed', all: true });
      return;
  }
}

it('nothing is handed over without a stored verdict, and to nobody whom the rules leave out, whatever happens in whatever order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { minLength: 3, maxLength: 9 }), async (taken) => {
      const tenant = await testTenant(database, { at: new Date(new Date().setUTCHours(12, 0, 0, 0)) });
      await createRule(tenant.ctx, {
        name: 'Nights',
        rule: { type: 'quiet_hours', action: { from: '21:00', to: '08:00' } },
      });
      const campaign = await queuedCampaign(database, tenant.slug, size, { asleep: true });
      const world: World = {
        tenant,
        campaign,
        wrong: [],
        left: new Set(),
        refuses: new Set(),
        wantsNothing: new Set(),
        listed: new Set(),
      };
      for (const step of [...taken, { does: 'work', answer: '250 ok' } as const]) await take(world, step);
      expect(world.wrong).toEqual([]);
      await statesOf(database, campaign);
      await sql`update pipeline_lanes set state = 'paused' where tenant_id = ${tenant.slug}`;
      const rows = await sql<{ id: string; status: string; rule: string; reason: string; verdict: unknown }[]>`
        select id, status, verdict_rule as rule, verdict_reason as reason, verdict from pipeline_messages where source_id = ${campaign.id}`;
      for (const { id, status, rule, verdict } of rows) {
        if (['sent', 'uncertain', 'failed', 'bounced'].includes(status))
          expect([id, status, rule]).toEqual([id, status, 'passed']);
        if (status === 'sent') expect(world.left.has(id)).toBe(true);
        if (status === 'skipped') expect([rule === 'passed', verdict === null]).toEqual([false, false]);
      }
    }),
    { numRuns: 12, interruptAfterTimeLimit: 60_000 },
  );
}, 120_000);
