import { randomUUID } from 'node:crypto';
import { afterAll, expect, it, onTestFinished } from 'vitest';
import { startDelivery } from '@/lib/pipeline';
import { startJobRunner } from '@/lib/platform/jobs';
import type { Ctx } from '@/lib/platform/context';
import { createProvider } from '@/lib/sending';
import { testDatabase } from '@/lib/testing/database';
import { queueAsArranged, queuedCampaign } from '@/lib/testing/outbound';
import { draft, people } from '@/lib/testing/outreach';
import { smtpSink } from '@/lib/testing/smtp-sink';
import { testTenant, type TestTenant } from '@/lib/testing/tenant';
import { until } from '@/lib/testing/wait';
import {
  cloneCampaign,
  getCampaign,
  launchCampaign,
  launchDue,
  listCampaigns,
  listRecipients,
  pauseCampaign,
  planCampaign,
  readOutgoing,
  recipientsCsv,
  resumeCampaign,
} from '.';

const database = await testDatabase({ PRIVATE_TARGETS: 'allow' });
const sql = database.owner.tags;
const runner = startJobRunner(database.services, [planCampaign], { worker: 'test' });
afterAll(async () => {
  await (await runner).stop();
});

const planned = (ctx: Ctx, id: string) =>
  until('the plan', async () => {
    // The clock of a test may run ahead of the workers'.
    await sql`update jobs set due_at = now() where tenant_id = ${ctx.tenant} and due_at > now()`;
    return (await getCampaign(ctx, { id })).plannedAt;
  });
const ended = (ctx: Ctx, id: string) =>
  until('the campaign to end', async () => (await getCampaign(ctx, { id })).status === 'completed');
const caught = async ({ slug }: TestTenant) =>
  (await sql`select recipient from sandbox_messages where tenant_id = ${slug}`).length;

/** Two people, and a mail server that takes what is really sent. */
async function organisation() {
  const t = await testTenant(database);
  await people(t.ctx, 2);
  const sink = await smtpSink();
  onTestFinished(() => sink.close());
  const configuration = { kind: 'smtp', host: '127.0.0.1', port: sink.port, security: 'none' } as const;
  return { ...t, sink, addProvider: () => createProvider(t.ctx, { name: 'Relay', configuration }) };
}
async function delivering() {
  const delivery = await startDelivery(database.services);
  onTestFinished(() => delivery.stop());
}

it('that began in the sandbox stays there to its end, though a provider is added while it runs; its clone is really sent', async () => {
  const t = await organisation();
  const { ctx, sink } = t;
  const id = await draft(ctx);
  await launchCampaign(ctx, { id });
  await planned(ctx, id);
  await pauseCampaign(ctx, { id });
  await t.addProvider();
  await resumeCampaign(ctx, { id });
  await delivering();
  await ended(ctx, id);
  expect([await caught(t), sink.received.length]).toEqual([2, 0]);
  expect(await getCampaign(ctx, { id })).toMatchObject({ inSandbox: true, totals: { sent: 2 } });
  const clone = await cloneCampaign(ctx, { id });
  expect(clone.inSandbox).toBe(false);
  await launchCampaign(ctx, { id: clone.id });
  await ended(ctx, clone.id);
  expect([await caught(t), sink.received.length]).toEqual([2, 2]);
  const items = (await listCampaigns(ctx, {})).items.map((one) => [one.id, one.inSandbox]);
  expect(Object.fromEntries(items)).toEqual({ [id]: true, [clone.id]: false });
});

it('that waits for its time when a provider is added is really sent', async () => {
  const t = await organisation();
  const { ctx, sink, clock } = t;
  const id = await draft(ctx);
  await launchCampaign(ctx, { id, scheduledAt: new Date(clock.now().getTime() + 60_000).toISOString() });
  await t.addProvider();
  clock.advance(60_000);
  await launchDue(database.services, clock);
  await planned(ctx, id);
  await sql`update pipeline_messages set due_at = now() where tenant_id = ${t.slug}`;
  await queueAsArranged(sql, t.slug);
  await sql`update pipeline_lanes set due_at = now() where tenant_id = ${t.slug}`;
  await delivering();
  await ended(ctx, id);
  expect([await caught(t), sink.received.length]).toEqual([0, 2]);
  expect((await getCampaign(ctx, { id })).inSandbox).toBe(false);
});

it('whose provider gave way to the sandbox tells of each recipient whose message was caught, and of nobody else', async () => {
  const t = await organisation();
  const { ctx, sink } = t;
  await t.addProvider();
  const sent = await draft(ctx);
  const { id: rest } = await cloneCampaign(ctx, { id: sent });
  await launchCampaign(ctx, { id: rest });
  await planned(ctx, rest);
  await pauseCampaign(ctx, { id: rest });
  await launchCampaign(ctx, { id: sent });
  const before = await startDelivery(database.services);
  await ended(ctx, sent);
  await before.stop();
  await createProvider(ctx, { name: 'Rehearsals', configuration: { kind: 'sandbox' } });
  await resumeCampaign(ctx, { id: rest });
  await delivering();
  await ended(ctx, rest);
  expect([await caught(t), sink.received.length]).toEqual([2, 2]);
  expect((await getCampaign(ctx, { id: rest })).inSandbox).toBe(false);
  const told = async (id: string) =>
    (await listRecipients(ctx, { id })).items.map((one) => [one.outcome, one.isCaught]);
  const csv = async (id: string) => (await recipientsCsv(ctx, { id })).text();
  expect(await told(sent)).toEqual([
    ['sent', false],
    ['sent', false],
  ]);
  expect(await told(rest)).toEqual([
    ['sent', true],
    ['sent', true],
  ]);
  expect(await csv(sent)).not.toContain('Caught');
  expect((await csv(rest)).match(/,Caught by the sandbox\.,/g)).toHaveLength(2);
  for (const id of [sent, rest]) await sql`select update_campaign_breakdown(${t.slug}, ${id})`;
  const counted = (await listCampaigns(ctx, {})).items.map((one) => [one.id, one.caught]);
  expect(Object.fromEntries(counted)).toEqual({ [sent]: null, [rest]: { count: 2, of: 2 } });
});

it('whose channel leads to the sandbox is told so, with why, to all who may see campaigns', async () => {
  const t = await organisation();
  const { ctx } = t;
  const sandbox = async () => (await readOutgoing(ctx, {})).channels.map((one) => [one.channel, one.sandbox]);
  const id = await draft(ctx);
  await launchCampaign(ctx, { id });
  await planned(ctx, id);
  expect(await sandbox()).toEqual([
    ['email', 'No provider is set up: messages go to the sandbox, where you can open them, and to nobody else.'],
  ]);
  await t.addProvider();
  expect(await sandbox()).toEqual([['email', null]]);
  await createProvider(ctx, { name: 'Rehearsals', configuration: { kind: 'sandbox' } });
  expect(await sandbox()).toEqual([['email', expect.stringMatching(/^The sandbox Rehearsals is on: /)]]);
});

it('of which the sandbox caught a part says how many of those sent, and lists them alone', async () => {
  const t = await organisation();
  const { ctx } = t;
  await t.addProvider();
  const id = await draft(ctx);
  await launchCampaign(ctx, { id });
  await delivering();
  await ended(ctx, id);
  await sql`select update_campaign_breakdown(${t.slug}, ${id})`;
  expect((await getCampaign(ctx, { id })).caught).toBeNull();
  const [first] = (await listRecipients(ctx, { id })).items;
  await sql`insert into sandbox_messages (tenant_id, message_id, sender, recipient, subject, raw)
    values (${t.slug}, ${first!.messageId}, 'news@example.org', 'one@example.org', 'News', '')`;
  await sql`select update_campaign_breakdown(${t.slug}, ${id})`;
  expect((await getCampaign(ctx, { id })).caught).toEqual({ count: 1, of: 2 });
  const caughtOnes = await listRecipients(ctx, { id, caught: 'true' });
  expect(caughtOnes.items.map((one) => one.messageId)).toEqual([first!.messageId]);
  const other = await testTenant(database);
  await sql`insert into sandbox_messages (tenant_id, message_id, sender, recipient, subject, raw)
    select ${other.slug}, id, 'news@example.org', 'one@example.org', 'News', '' from pipeline_messages where tenant_id = ${t.slug}`;
  await sql`select update_campaign_breakdown(${t.slug}, ${id})`;
  expect((await getCampaign(ctx, { id })).caught).toEqual({ count: 1, of: 2 });
});

it('is counted as caught alike whether little or much was ever caught, and one test mail makes no look-up of each that was sent', async () => {
  const { slug } = await testTenant(database);
  const { id, messages } = await queuedCampaign(database, slug, 200, { asleep: true });
  await sql`update pipeline_messages set status = 'sent', sent_at = now() where tenant_id = ${slug} and source_id = ${id}`;
  const intoSandbox = (ids: readonly string[]) => sql`
    insert into sandbox_messages (tenant_id, message_id, sender, recipient, subject, raw)
    select ${slug}, id, 'news@example.org', 'one@example.org', 'News', '' from unnest(${ids}::uuid[]) id`;
  const counted = () =>
    sql.begin(async (tx) => {
      // Of this connection since it last told them: what tests did before on it is among them.
      const scans = async () => {
        const [row] = await tx<{ n: number }[]>`
          select coalesce(sum(seq_scan + coalesce(idx_scan, 0)), 0)::int as n from pg_stat_xact_user_tables where relname = 'sandbox_messages'`;
        return row!.n;
      };
      const before = await scans();
      await tx`select update_campaign_breakdown(${slug}, ${id})`;
      const after = await scans();
      const [row] = await tx<{ count: number }[]>`
        select (breakdown #>> '{caught,count}')::int as count from campaign_stats where tenant_id = ${slug} and campaign_id = ${id}`;
      return { ...row!, scans: after - before };
    });
  await intoSandbox([randomUUID()]);
  const { count, scans } = await counted();
  expect(count).toBe(0);
  expect(scans).toBeLessThan(10);
  await intoSandbox(messages.slice(0, 7));
  expect((await counted()).count).toBe(7);
  await intoSandbox(Array.from({ length: 1001 }, () => randomUUID()));
  expect((await counted()).count).toBe(7);
});
