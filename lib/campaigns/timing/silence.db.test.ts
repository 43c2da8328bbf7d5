import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { intoQueue, openLane, replyLanes } from '@/lib/pipeline';
import { noteHeard } from '@/lib/pipeline/delivery/heard';
import { resultOf } from '@/lib/pipeline/delivery/result';
import { withSystem } from '@/lib/platform/db/system';
import { uuidv7 } from '@/lib/platform/ids';
import type { HandOver } from '@/lib/sending';
import { testDatabase } from '@/lib/testing/database';
import { inHandsOf, queueAsArranged, queuedCampaign } from '@/lib/testing/outbound';
import { testTenant } from '@/lib/testing/tenant';
import { pauseCampaign, readOutgoing, readOutlook } from '..';

const database = await testDatabase();
const sql = database.owner.tags;

/** A campaign that began a minute ago, all of whose messages are with a server. */
async function handedOver(count = 3) {
  const { ctx, slug, clock } = await testTenant(database);
  const campaign = await queuedCampaign(database, slug, count, { asleep: true });
  const began = new Date(clock.now().getTime() - 60_000);
  await sql`update campaigns set updated_at = ${began} where tenant_id = ${slug} and id = ${campaign.id}`;
  const heldSince = async (due: Date) => {
    await sql`update pipeline_messages set due_at = ${due} where tenant_id = ${slug} and source_id = ${campaign.id}`;
    await queueAsArranged(sql, slug);
    await inHandsOf(database, campaign, `worker of ${slug}`);
  };
  await heldSince(began);
  return { ctx, slug, clock, campaign, began, heldSince };
}

type HandedOver = Awaited<ReturnType<typeof handedOver>>;

/** A further campaign of the same organisation, one message of which this worker has in its hands since it began. */
async function beside(
  { slug, campaign }: HandedOver,
  channel: 'webhook' | 'email',
  worker: string,
  began = new Date(),
) {
  const id = randomUUID();
  await sql`insert into campaigns (tenant_id, id, name, channel, purpose, status, template_id, template_version_id, updated_at)
    values (${slug}, ${id}, 'Second', ${channel}, 'marketing', 'sending', ${campaign.templateId}, ${campaign.versionId}, ${began})`;
  await sql`insert into pipeline_lanes (tenant_id, id, kind, channel, due_at) values (${slug}, ${id}, 'campaign', ${channel}, 'infinity')`;
  await sql`
    with changed as (
      insert into pipeline_messages (tenant_id, lane_id, source_type, source_id, contact_id, channel, status, verdict_rule, due_at)
      values (${slug}, ${id}, 'campaign', ${id}, ${campaign.contacts[0]!}, ${channel}, 'queued', 'passed', ${began}) returning id, status, due_at)
    ${intoQueue(sql, slug, id)}`;
  await inHandsOf(database, { ...campaign, id }, worker);
  return id;
}

/** A server of this channel was given a message of this lane at a time, and this came of it at another. */
const heard = (
  t: HandedOver,
  id: string,
  channel: 'webhook' | 'email',
  outcome: HandOver,
  { at = t.clock.now(), givenAt = at }: { at?: Date; givenAt?: Date } = {},
) =>
  withSystem(database.services, async (tx) => {
    const kind = id === replyLanes[channel] ? 'inbox' : 'campaign';
    const lane = { tenant: t.slug, id, kind, channel } as const;
    await openLane(tx, { ...lane, priority: 5 });
    const message = { id: randomUUID(), contactId: t.campaign.contacts[0]!, attempts: 1, due: at.toISOString() };
    await noteHeard(tx, lane, [resultOf(message, outcome, at, 0, givenAt.getTime())], at);
  });

/** A server of this channel took a message of this lane. */
const answered = (t: HandedOver, id: string, channel: 'webhook' | 'email', at = t.clock.now()) =>
  heard(t, id, channel, { state: 'accepted', response: '250 ok' }, { at });

const silent = { state: 'unsent', reason: 'the server did not answer within 20 s', heard: 'silence' } as const;
const silence = async ({ ctx, campaign }: HandedOver) => (await readOutlook(ctx, { id: campaign.id })).silence;
const underWay = { waiting: 3, later: 0, nextTryAt: null };

describe('a server that does not answer', () => {
  it('is told with how many wait for it and since when: the last answer, else when they could go', async () => {
    const t = await handedOver();
    expect(await silence(t)).toEqual({ since: t.began.toISOString(), ...underWay });
    const earlier = new Date(t.clock.now().getTime() - 20_000);
    await answered(t, t.campaign.id, 'email', earlier);
    expect(await silence(t)).toEqual({ since: earlier.toISOString(), ...underWay });
    await answered(t, t.campaign.id, 'email');
    expect(await silence(t)).toBeNull();
  });

  it('is told though servers of other channels answer, of the organisation’s campaigns and of its single messages', async () => {
    const t = await handedOver();
    await answered(t, await beside(t, 'webhook', `another worker of ${t.slug}`), 'webhook');
    await answered(t, replyLanes.webhook, 'webhook');
    expect(await silence(t)).toEqual({ since: t.began.toISOString(), ...underWay });
    await answered(t, replyLanes.email, 'email');
    expect(await silence(t)).toBeNull();
  });

  it('is not what a campaign waits for behind one of another channel that its own worker hands over, while that is answered', async () => {
    const t = await handedOver();
    const hooks = await beside(t, 'webhook', `worker of ${t.slug}`);
    expect(await silence(t)).toEqual({ since: t.began.toISOString(), ...underWay });
    await answered(t, hooks, 'webhook');
    expect(await silence(t)).toBeNull();
    const last = t.clock.now().toISOString();
    t.clock.advance(20_000);
    expect(await silence(t)).toEqual({ since: last, ...underWay });
    await answered(t, hooks, 'webhook');
    expect(await silence(t)).toBeNull();
    await sql`delete from pipeline_claims where tenant_id = ${t.slug} and lane_id = ${hooks}`;
    expect(await silence(t)).toEqual({ since: t.began.toISOString(), ...underWay });
  });

  it('is told with the last answer however long ago that was and however much happened since', async () => {
    const t = await handedOver();
    const flood = (count: number, agoMs: number) => sql`
      insert into outbox (tenant_id, id, type, entity_type, entity_id, version, payload, occurred_at)
      select ${t.slug}, uuidv7(${t.clock.now()}::timestamptz - now() - make_interval(secs => ${agoMs / 1000})), 'contact.updated', 'contact', gen_random_uuid(), 1, '{}',
        ${new Date(t.clock.now().getTime() - agoMs)} from generate_series(1, ${count}::int)`;
    const first = new Date(t.clock.now().getTime() - 50_000);
    await answered(t, t.campaign.id, 'email', first);
    await flood(1500, 30_000);
    expect(await silence(t)).toEqual({ since: first.toISOString(), ...underWay });
    await flood(1500, 5000);
    expect(await silence(t)).toEqual({ since: first.toISOString(), ...underWay });
    await answered(t, t.campaign.id, 'email', new Date(t.clock.now().getTime() - 10_000));
    await flood(1500, 1000);
    expect(await silence(t)).toBeNull();
  });

  it('is told on while nothing but our own waits comes of its messages: it began with the first that it left unanswered', async () => {
    const t = await handedOver();
    const given = new Date(t.clock.now().getTime() - 40_000);
    await heard(t, t.campaign.id, 'email', silent, { givenAt: given });
    const told = { since: given.toISOString(), ...underWay };
    expect(await silence(t)).toEqual(told);
    t.clock.advance(50_000);
    await heard(t, t.campaign.id, 'email', silent);
    await heard(t, t.campaign.id, 'email', { state: 'unknown', reason: 'late', heard: 'silence' });
    await heard(t, t.campaign.id, 'email', { state: 'unsent', reason: 'Every provider rests.' });
    await heard(t, t.campaign.id, 'email', {
      ...{ state: 'refused', response: 'Cannot be put in its words.', transient: false, kind: 'content' },
      isBlameless: true,
    });
    await answered(t, await beside(t, 'webhook', `worker of ${t.slug}`), 'webhook');
    expect(await silence(t)).toEqual(told);
  });

  it.each([
    ['takes one', { state: 'accepted', response: '250 ok' }],
    ['refuses one', { state: 'refused', response: '550 no', transient: false, kind: 'mailbox' }],
    ['asks to come later', { state: 'refused', response: '451 later', transient: true, kind: 'throttle' }],
    ['hangs up with a word', { state: 'unsent', reason: 'the server closes: 421', heard: 'answer' }],
  ] as const)('is told no more as soon as it %s, and anew when it falls silent again', async (_, outcome) => {
    const t = await handedOver();
    const given = new Date(t.clock.now().getTime() - 40_000);
    await heard(t, t.campaign.id, 'email', silent, { givenAt: given });
    await heard(t, t.campaign.id, 'email', outcome);
    expect(await silence(t)).toBeNull();
    t.clock.advance(20_000);
    const again = t.clock.now();
    t.clock.advance(20_000);
    await heard(t, t.campaign.id, 'email', silent, { givenAt: again });
    expect(await silence(t)).toEqual({ since: again.toISOString(), ...underWay });
    await heard(t, replyLanes.email, 'email', outcome);
    expect(await silence(t)).toBeNull();
  });

  it('is not told of an organisation or a channel whose own server answers', async () => {
    const [t, other] = [await handedOver(), await handedOver()];
    for (const one of [t, other]) await answered(one, one.campaign.id, 'email');
    const given = new Date(t.clock.now().getTime() - 40_000);
    await heard(other, other.campaign.id, 'email', silent, { givenAt: given });
    await heard(t, replyLanes.webhook, 'webhook', silent, { givenAt: given });
    expect(await silence(t)).toBeNull();
  });

  it('is not told by a worker that has only just begun, however long the messages waited for one', async () => {
    const t = await handedOver();
    const name = `worker-${uuidv7(t.clock.now())}`;
    await queueAsArranged(sql, t.slug);
    await inHandsOf(database, t.campaign, name);
    expect(await silence(t)).toBeNull();
    const began = t.clock.now().toISOString();
    t.clock.advance(30_000);
    expect(await silence(t)).toEqual({ since: began, ...underWay });
  });

  it('is not what a campaign waits for whose worker died, or that waited for another one', async () => {
    const t = await handedOver();
    const { name, until } = { name: `worker of ${t.slug}`, until: new Date(t.clock.now().getTime() - 1000) };
    await sql`update pipeline_workers set lease_until = ${until} where name = ${name}`;
    expect(await silence(t)).toBeNull();
    await sql`update pipeline_workers set lease_until = 'infinity' where name = ${name}`;
    expect(await silence(t)).toMatchObject({ waiting: 3 });
    await answered(t, replyLanes.email, 'email', until);
    expect(await silence(t)).toBeNull();
  });

  it('is nothing to say while nothing is with it, they could go only just now, or the campaign is paused', async () => {
    const t = await handedOver();
    await t.heldSince(t.clock.now());
    expect(await silence(t)).toBeNull();
    t.clock.advance(30_000);
    expect(await silence(t)).toMatchObject({ waiting: 3 });
    await queueAsArranged(sql, t.slug);
    expect(await silence(t)).toBeNull();
    await inHandsOf(database, t.campaign, `worker of ${t.slug}`);
    await pauseCampaign(t.ctx, { id: t.campaign.id });
    expect(await silence(t)).toBeNull();
  });
});

describe('the channels of an organisation', () => {
  const outgoing = async ({ ctx }: HandedOver) =>
    Object.fromEntries((await readOutgoing(ctx, {})).channels.map(({ channel, ...rest }) => [channel, rest]));

  it('tell whether their servers answer, what waits for one that does not, and that there is nothing to send', async () => {
    const [t, other] = [await handedOver(), await handedOver()];
    const hooks = await beside(t, 'webhook', `another worker of ${t.slug}`);
    t.clock.advance(5000);
    await answered(t, hooks, 'webhook');
    const given = new Date(t.clock.now().getTime() - 40_000);
    await heard(t, t.campaign.id, 'email', silent, { givenAt: given });
    const campaigns = [{ id: t.campaign.id, name: `Campaign ${t.campaign.id}` }];
    const at = t.clock.now().toISOString();
    const sandbox = expect.stringMatching(/^No provider is set up: messages go to the sandbox/) as string;
    expect(await outgoing(t)).toEqual({
      email: {
        ...{ state: 'silent', answeredAt: null, refusal: null, sandbox, campaigns },
        silence: { since: given.toISOString(), ...underWay },
      },
      webhook: { state: 'sending', answeredAt: at, silence: null, refusal: null, sandbox, campaigns: [] },
    });
    await sql`delete from pipeline_claims where tenant_id = ${t.slug} and lane_id = ${hooks}`;
    await answered(t, t.campaign.id, 'email');
    expect(await outgoing(t)).toEqual({
      email: { state: 'sending', answeredAt: at, silence: null, refusal: null, sandbox, campaigns: [] },
      webhook: { state: 'idle', answeredAt: at, silence: null, refusal: null, sandbox, campaigns: [] },
    });
    expect(await outgoing(other)).toMatchObject({ email: { answeredAt: null } });
  });

  it('tell between two turns that people wait for the next one, and not while the campaign is paused', async () => {
    const t = await handedOver();
    await sql`delete from pipeline_claims where tenant_id = ${t.slug}`;
    const turn = new Date(t.clock.now().getTime() + 600_000).toISOString();
    await sql`update pipeline_messages set due_at = ${turn} where tenant_id = ${t.slug} and source_id = ${t.campaign.id}`;
    await queueAsArranged(sql, t.slug);
    expect(await outgoing(t)).toMatchObject({ email: { state: 'waiting', silence: null, campaigns: [] } });
    t.clock.advance(600_000);
    expect(await outgoing(t)).toMatchObject({ email: { state: 'sending' } });
    await pauseCampaign(t.ctx, { id: t.campaign.id });
    expect(await outgoing(t)).toMatchObject({ email: { state: 'idle' } });
  });

  it('tell the same instant on every page: who came later to a silent server waits since the first did', async () => {
    const t = await handedOver();
    const given = new Date(t.clock.now().getTime() - 50_000);
    await heard(t, t.campaign.id, 'email', silent, { givenAt: given });
    const id = await beside(t, 'email', `worker of ${t.slug}`, new Date(t.clock.now().getTime() - 20_000));
    const since = given.toISOString();
    expect(await silence(t)).toEqual({ since, ...underWay });
    expect((await readOutlook(t.ctx, { id })).silence).toEqual({ since, waiting: 1, later: 0, nextTryAt: null });
    expect((await outgoing(t))['email']?.silence).toEqual({ since, waiting: 4, later: 0, nextTryAt: null });
    await answered(t, id, 'email');
    expect([await silence(t), (await readOutlook(t.ctx, { id })).silence]).toEqual([null, null]);
  });

  it('tell that instant though the one that came first is paused, until nothing of it waits any more', async () => {
    const t = await handedOver();
    const [given, later] = [50_000, 30_000].map((ago) => new Date(t.clock.now().getTime() - ago));
    await heard(t, t.campaign.id, 'email', silent, { givenAt: given! });
    const id = await beside(t, 'email', `worker of ${t.slug}`, later);
    await heard(t, id, 'email', silent, { givenAt: later! });
    await pauseCampaign(t.ctx, { id: t.campaign.id });
    const told = async () => [
      (await readOutlook(t.ctx, { id })).silence?.since,
      (await outgoing(t))['email']?.silence?.since,
    ];
    expect(await told()).toEqual([given!.toISOString(), given!.toISOString()]);
    await sql`delete from pipeline_claims where tenant_id = ${t.slug} and lane_id = ${t.campaign.id}`;
    expect(await told()).toEqual([later!.toISOString(), later!.toISOString()]);
  });

  it('tell that instant however many other campaigns are being sent', async () => {
    const t = await handedOver();
    const given = new Date(t.clock.now().getTime() - 50_000);
    await heard(t, t.campaign.id, 'email', silent, { givenAt: given });
    await sql`update campaigns set started_at = now() where tenant_id = ${t.slug} and id = ${t.campaign.id}`;
    await sql`
      insert into campaigns (tenant_id, name, channel, purpose, status, template_id, template_version_id, started_at)
      select ${t.slug}, 'Other ' || n, 'email', 'marketing', 'sending', ${t.campaign.templateId}, ${t.campaign.versionId}, now() - interval '1 day' from generate_series(1, 60) n`;
    const id = await beside(t, 'email', `worker of ${t.slug}`, new Date(t.clock.now().getTime() - 20_000));
    expect((await readOutlook(t.ctx, { id })).silence?.since).toBe(given.toISOString());
  });

  it('tell of a server that only answers to people wait for, and not once it answers or nothing waits', async () => {
    const t = await handedOver();
    await sql`delete from pipeline_claims where tenant_id = ${t.slug}`;
    const [lane, message] = [replyLanes.email, t.campaign.messages[0]!];
    const given = new Date(t.clock.now().getTime() - 40_000);
    const next = new Date(t.clock.now().getTime() + 5000);
    await heard(t, lane, 'email', silent, { givenAt: given });
    expect(await outgoing(t)).toMatchObject({ email: { state: 'idle', silence: null } });
    await sql`update pipeline_messages set status = 'deferred', error_code = 'not_handed_over', lane_id = ${lane}, source_type = 'inbox', due_at = ${next}
      where tenant_id = ${t.slug} and id = ${message}`;
    await sql`insert into pipeline_queue (tenant_id, lane_id, due_at, message_id) values (${t.slug}, ${lane}, ${next}, ${message})`;
    const told = { since: given.toISOString(), waiting: 1, later: 0, nextTryAt: next.toISOString() };
    expect(await outgoing(t)).toMatchObject({ email: { state: 'silent', silence: told, campaigns: [] } });
    await answered(t, lane, 'email');
    expect(await outgoing(t)).toMatchObject({ email: { state: 'idle', silence: null } });
  });
});

describe('what waits for a server that says nothing', () => {
  /** A campaign whose messages were put off, each until so many milliseconds from now: the nth by the ids of their people. */
  async function putOff(count: number, wait: (nth: number) => number) {
    const t = await handedOver(count);
    const { slug, campaign } = t;
    const given = new Date(t.clock.now().getTime() - 40_000);
    await heard(t, campaign.id, 'email', silent, { givenAt: given });
    const dues = Array.from({ length: count }, (_, nth) => new Date(t.clock.now().getTime() + wait(nth)).toISOString());
    await sql`
      update pipeline_messages m set due_at = d.at, status = 'deferred', error_code = 'not_handed_over'
      from unnest(${campaign.contacts.toSorted()}::uuid[], ${dues}::timestamptz[]) as d(contact_id, at)
      where m.tenant_id = ${slug} and m.source_id = ${campaign.id} and m.contact_id = d.contact_id`;
    await queueAsArranged(sql, slug);
    return t;
  }

  it('is tried next when the first of all is, however many wait', async () => {
    const t = await putOff(10_050, (nth) => 100_000 - nth);
    const next = new Date(t.clock.now().getTime() + 100_000 - 10_049).toISOString();
    expect(await silence(t)).toMatchObject({ waiting: 10_000, later: 0, nextTryAt: next });
  });

  const queue = (t: HandedOver, at: Date, count: number) => sql`
    insert into pipeline_queue (tenant_id, lane_id, due_at, message_id)
    select ${t.slug}, ${t.campaign.id}, ${at}, gen_random_uuid() from generate_series(1, ${count}::int)`;

  it('is found behind more messages than are looked at, that were due before and never tried', async () => {
    const t = await putOff(2, () => 5000);
    await queue(t, t.began, 10_050);
    const next = new Date(t.clock.now().getTime() + 5000).toISOString();
    expect(await silence(t)).toMatchObject({ waiting: 10_000, nextTryAt: next });
  });

  it('is also what could go by now and nobody has tried, in line behind it; what has its turn later is told apart', async () => {
    const t = await putOff(2, () => 5000);
    const later = new Date(t.clock.now().getTime() + 60_000);
    await queue(t, later, 20);
    expect(await silence(t)).toMatchObject({ waiting: 2, later: 20 });
    await queue(t, t.clock.now(), 40);
    expect(await silence(t)).toMatchObject({ waiting: 42, later: 20 });
    t.clock.advance(61_000);
    expect(await silence(t)).toMatchObject({ waiting: 62, later: 0 });
    await queue(t, new Date(later.getTime() + 60_000), 10_050);
    expect(await silence(t)).toMatchObject({ waiting: 62, later: 10_000 });
  });
});
