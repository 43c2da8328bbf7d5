import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { deferReasons, messageStates, outcomeOf, skipReasons, type MessageState } from '@/lib/pipeline/vocabulary';
import { testDatabase } from '@/lib/testing/database';
import { sentMessage } from '@/lib/testing/sent-message';
import { testTenant, type TestTenant } from '@/lib/testing/tenant';
import { until } from '@/lib/testing/wait';
import { getCampaign, listCampaigns } from '.';
import { noTotals } from './queries';
import { recountStale, tellStale } from './stats';

const database = await testDatabase();
const sql = database.owner.tags;
const system = database.services.system.tags;
const long = () => new Date(Date.now() + 3_600_000);

const stamps = [
  ...['delivered', 'opened', 'clicked', 'replied', 'unsubscribed', 'bounced', 'complained'],
  ...['machineOpened', 'machineClicked', 'discarded'],
] as const;
type Stamp = 'delivered' | 'opened' | 'machineOpened' | 'discarded';
const columnOf = (stamp: string) => `${stamp.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}_at`;

/** Messages of the campaign; of the other one beside it; of the same id in another organisation, and from another source. */
const homes = ['mine', 'mine', 'mine', 'beside', 'foreign', 'inbox'] as const;

const message = fc.record({
  home: fc.constantFrom(...homes),
  status: fc.constantFrom<MessageState[]>(...messageStates),
  reason: fc.option(fc.constantFrom(...skipReasons, ...deferReasons, 'passed')),
  code: fc.option(fc.constantFrom('4.2.1', '5.1.1', '5.7.1', 'connection', 'not_handed_over')),
  stamps: fc.subarray<string>([...stamps]),
});
interface Message {
  home: (typeof homes)[number];
  status: MessageState;
  reason: string | null;
  code: string | null;
  stamps: string[];
}

const add = (by: Record<string, number>, reason: string | null) => {
  if (reason) by[reason] = (by[reason] ?? 0) + 1;
};

/** What a campaign's numbers are, told from its messages one by one. */
function countOf(messages: readonly Message[]) {
  const [totals, skippedBy, failedBy, deferredBy] = [noTotals(), {}, {}, {}];
  for (const { status, reason, code, stamps: has } of messages) {
    totals.planned++;
    totals[outcomeOf[status]]++;
    for (const stamp of has as Stamp[]) if (stamp !== 'discarded' || status === 'failed') totals[stamp]++;
    if (status === 'skipped') add(skippedBy, reason);
    if (status === 'failed') add(failedBy, code);
    if (status === 'deferred') add(deferredBy, code ?? reason);
  }
  return { totals, skippedBy, failedBy, deferredBy };
}

let a: TestTenant;
let b: TestTenant;
const campaign = randomUUID();
const beside = randomUUID();
let people: Record<string, { lane: string; contact: string }>;

/** A campaign with this id in this organisation, and a person and lane for its messages. */
async function arrange({ slug }: TestTenant, ids: readonly string[]) {
  const { campaignId: lane, contactId: contact } = await sentMessage(database, slug);
  await sql`delete from pipeline_messages where tenant_id = ${slug}`;
  for (const id of ids)
    await sql`insert into campaigns (tenant_id, id, name, channel, purpose, status, template_id, template_version_id)
      select tenant_id, ${id}, ${id}, channel, purpose, 'completed', template_id, template_version_id from campaigns where tenant_id = ${slug} and id = ${lane}`;
  return { lane, contact };
}
beforeAll(async () => {
  [a, b] = [await testTenant(database), await testTenant(database)];
  people = { [a.slug]: await arrange(a, [campaign, beside]), [b.slug]: await arrange(b, [campaign]) };
});

/** What a message can come to have. */
const changing = (one: Message) => ({
  status: one.status,
  verdict_rule: 'passed',
  verdict_reason: one.reason,
  error_code: one.code,
  ...Object.fromEntries(stamps.map((stamp) => [columnOf(stamp), one.stamps.includes(stamp) ? new Date() : null])),
});

function rowOf(one: Message, step: number) {
  const tenant = one.home === 'foreign' ? b.slug : a.slug;
  return {
    ...{ tenant_id: tenant, id: idAt(step), lane_id: people[tenant]!.lane, contact_id: people[tenant]!.contact, step },
    ...{ channel: 'email', source_type: one.home === 'inbox' ? 'inbox' : 'campaign' },
    ...{ source_id: one.home === 'beside' ? beside : campaign, ...changing(one) },
  };
}

/** Puts each message there as it is now; what stands at its place becomes it. */
async function put(messages: readonly Message[]): Promise<void> {
  const [first] = messages;
  if (!first) return;
  const changes = Object.keys(changing(first)).map((column) => `${column} = excluded.${column}`);
  await sql`insert into pipeline_messages ${sql(messages.map(rowOf))} on conflict (tenant_id, id) do update set ${sql.unsafe(changes.join(', '))}`;
}
const idAt = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;

async function recounted(): Promise<void> {
  const news = [
    ...[campaign, beside].map((id) => ({ tenant: a.slug, payload: { sourceType: 'campaign', sourceId: id } })),
    { tenant: b.slug, payload: { sourceType: 'campaign', sourceId: campaign } },
  ];
  await tellStale(system, news, new Date());
  await recountStale(system, long());
}

/** The last recount, by the list, and what is counted for who opens it. */
async function shown({ ctx }: TestTenant, id: string) {
  const [detail, list] = [await getCampaign(ctx, { id }), await listCampaigns(ctx, {})];
  const listed = list.items.find((one) => one.id === id)!;
  return [listed, detail].map(({ totals, skippedBy, failedBy, deferredBy }) => ({
    ...{ totals, skippedBy, failedBy, deferredBy },
  }));
}

async function expectCounted(messages: readonly Message[]): Promise<void> {
  await recounted();
  const of = (home: Message['home']) => countOf(messages.filter((one) => one.home === home));
  for (const [tenant, id, home] of [
    [a, campaign, 'mine'],
    [a, beside, 'beside'],
    [b, campaign, 'foreign'],
  ] as const)
    expect(await shown(tenant, id), home).toEqual([of(home), of(home)]);
}

it('whatever states, reasons and times messages have and come to have, every total and breakdown is what they add up to one by one', async () => {
  const twice = fc.array(fc.tuple(message, message), { maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(twice, async (pairs) => {
      await sql`delete from pipeline_messages where tenant_id in (${a.slug}, ${b.slug})`;
      const before = pairs.map(([one]) => one);
      await put(before);
      await expectCounted(before);
      const after = pairs.map(([one, next]) => ({ ...next, home: one.home }));
      await put(after);
      await expectCounted(after);
    }),
    { numRuns: 25 },
  );
}, 120_000);

it('what changes while it is counted is counted again', async () => {
  await sql`delete from pipeline_messages where tenant_id in (${a.slug}, ${b.slug})`;
  const was: Message = { home: 'mine', status: 'queued', reason: null, code: null, stamps: [] };
  const is: Message = { ...was, status: 'sent', stamps: ['opened'] };
  await put([was, was]);
  await expectCounted([was, was]);
  let told = Promise.resolve();
  await system.begin(async (counting) => {
    await counting`select update_campaign_email_stats(${a.slug}, ${campaign})`;
    await put([was, is]);
    told = tellStale(system, [{ tenant: a.slug, payload: { sourceType: 'campaign', sourceId: campaign } }], new Date());
    await until(
      'the news to wait for the count',
      async () =>
        (
          await sql`select 1 from pg_locks l join pg_stat_activity s on s.pid = l.pid where not l.granted and s.datname = current_database()`
        ).length > 0,
    );
  });
  await told;
  expect((await shown(a, campaign))[0]).toEqual(countOf([was, was]));
  expect(await recountStale(system, long())).toBe(1);
  expect((await shown(a, campaign))[0]).toEqual(countOf([was, is]));
});
