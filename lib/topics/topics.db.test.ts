import { describe, expect, it, onTestFinished } from 'vitest';
import { createCampaign, cloneCampaign, getCampaign, preflightCampaign, updateCampaign } from '@/lib/campaigns';
import { createRule } from '@/lib/compliance';
import { createContact, listConsents, setConsent } from '@/lib/contacts';
import { maySend, startDelivery } from '@/lib/pipeline';
import { testDatabase } from '@/lib/testing/database';
import { queuedCampaign, statesOf } from '@/lib/testing/outbound';
import { draft, granted, people } from '@/lib/testing/outreach';
import { testTenant, type TestTenant } from '@/lib/testing/tenant';
import { until } from '@/lib/testing/wait';
import { archiveTopic, createTopic, deleteTopic, listTopics, restoreTopic, updateTopic } from '.';

const database = await testDatabase();
const sql = database.owner.tags;
const topic = async ({ ctx }: TestTenant, name = 'Events') => (await createTopic(ctx, { name })).id;
const names = async ({ ctx }: TestTenant) => (await listTopics(ctx, {})).items.map((one) => one.name);

describe('topics', () => {
  it('keep one order without gaps, in which each can be moved', async () => {
    const tenant = await testTenant(database);
    const ids = new Map<string, string>();
    for (const name of ['A', 'B', 'C', 'D']) ids.set(name, await topic(tenant, name));
    await updateTopic(tenant.ctx, { id: ids.get('D')!, position: 1 });
    expect(await names(tenant)).toEqual(['A', 'D', 'B', 'C']);
    await updateTopic(tenant.ctx, { id: ids.get('A')!, position: 49, description: 'Last' });
    expect(await names(tenant)).toEqual(['D', 'B', 'C', 'A']);
    expect((await listTopics(tenant.ctx, {})).items.map((one) => one.position)).toEqual([0, 1, 2, 3]);
  });

  it('have names that differ, as long as they are offered', async () => {
    const tenant = await testTenant(database);
    const id = await topic(tenant);
    const taken = { code: 'conflict', fields: { name: expect.any(String) } };
    await expect(createTopic(tenant.ctx, { name: ' Events ' })).rejects.toMatchObject(taken);
    await archiveTopic(tenant.ctx, { id });
    const second = await topic(tenant);
    await expect(restoreTopic(tenant.ctx, { id })).rejects.toMatchObject(taken);
    await updateTopic(tenant.ctx, { id: second, name: 'Gatherings' });
    await restoreTopic(tenant.ctx, { id });
    expect(await names(tenant)).toEqual(['Gatherings', 'Events']);
  });

  it('are deleted only when nothing ever named them, and not archived under a campaign that was not sent yet', async () => {
    const tenant = await testTenant(database);
    const { ctx } = tenant;
    await people(ctx, 1);
    const [used, said, free] = [await topic(tenant, 'Used'), await topic(tenant, 'Said'), await topic(tenant, 'Free')];
    const campaignId = await draft(ctx);
    await updateCampaign(ctx, { id: campaignId, topicId: used });
    const { id } = await createContact(ctx, { email: 'a@example.org' });
    await setConsent(ctx, { id, channel: 'email', purpose: 'topic', topicId: said, granted: false });
    for (const one of [used, said])
      await expect(deleteTopic(ctx, { id: one })).rejects.toMatchObject({ code: 'conflict' });
    await deleteTopic(ctx, { id: free });
    await expect(archiveTopic(ctx, { id: used })).rejects.toMatchObject({ message: expect.stringContaining('Appeal') });
    await updateCampaign(ctx, { id: campaignId, topicId: null });
    await archiveTopic(ctx, { id: used });
    expect((await listTopics(ctx, { archived: true, counts: true })).items).toMatchObject([
      { name: 'Said', isUsed: true, leftBy: 1 },
      { name: 'Used', archivedAt: expect.any(String), leftBy: 0 },
    ]);
  });

  it('of another organisation do not exist, for a campaign, a consent and the gate', async () => {
    const tenant = await testTenant(database);
    const foreign = await topic(await testTenant(database));
    const { ctx } = tenant;
    await people(ctx, 1);
    const { id } = await createContact(ctx, { email: 'a@example.org' });
    const missing = { code: 'invalid', fields: { topicId: expect.any(String) } };
    const campaignId = await draft(ctx);
    await expect(updateCampaign(ctx, { id: campaignId, topicId: foreign })).rejects.toMatchObject(missing);
    await expect(
      setConsent(ctx, { id, channel: 'email', purpose: 'topic', topicId: foreign, granted: true }),
    ).rejects.toMatchObject(missing);
    await expect(maySend(ctx, { id, topicId: foreign })).rejects.toMatchObject({ code: 'not_found' });
    await expect(setConsent(ctx, { id, channel: 'email', purpose: 'topic', granted: true })).rejects.toMatchObject(
      missing,
    );
  });
});

describe('a campaign about a topic', () => {
  it('is marketing, keeps its topic when copied, and counts in its check who left it', async () => {
    const tenant = await testTenant(database);
    const { ctx } = tenant;
    const topicId = await topic(tenant);
    const [first = ''] = await people(ctx, 3);
    const id = await draft(ctx);
    expect((await updateCampaign(ctx, { id, topicId })).topic).toEqual({ id: topicId, name: 'Events' });
    await updateCampaign(ctx, { id, name: 'Renamed' });
    await setConsent(ctx, { id: first, channel: 'email', purpose: 'topic', topicId, granted: false });
    const check = await preflightCampaign(ctx, { id });
    expect(check).toMatchObject({
      ...{ audience: 3, willSend: 2, excluded: [{ rule: 'consent', reason: 'topic_withdrawn', people: 1 }] },
    });
    const copy = await cloneCampaign(ctx, { id });
    expect(copy.topic?.id).toBe(topicId);
    const { segments, templateId } = await getCampaign(ctx, { id });
    const service = { name: 'Bill', templateId, segmentIds: segments.map((s) => s.id), purpose: 'service' as const };
    await expect(createCampaign(ctx, { ...service, topicId })).rejects.toMatchObject({
      ...{ code: 'invalid', fields: { topicId: expect.any(String) } },
    });
  });
});

describe('a message about a topic', () => {
  it('is skipped at hand-over for who left the topic since it was planned, and the verdict names it', async () => {
    const tenant = await testTenant(database);
    const { ctx, slug } = tenant;
    const topicId = await topic(tenant);
    const campaign = await queuedCampaign(database, slug, 3, { asleep: true });
    await sql`update campaigns set topic_id = ${topicId} where tenant_id = ${slug} and id = ${campaign.id}`;
    const [left = '', alone = ''] = campaign.contacts;
    const say = (id: string, granted: boolean, purpose: 'topic' | 'marketing') => {
      tenant.clock.advance(1000);
      return setConsent(ctx, { id, channel: 'email', granted, purpose, ...(purpose === 'topic' ? { topicId } : {}) });
    };
    await say(left, false, 'topic');
    await say(alone, false, 'marketing');
    await say(alone, true, 'topic');
    const worker = await startDelivery(database.services, { clock: tenant.clock });
    onTestFinished(() => worker.stop());
    await campaign.wake();
    await until('all to end', async () => {
      const states = await statesOf(database, campaign);
      return states['sent'] === 2 && states['skipped'] === 1;
    });
    const [row] = await sql<{ contact_id: string; verdict_reason: string; verdict: { steps: { fact: string }[] } }[]>`
      select contact_id, verdict_reason, verdict from pipeline_messages where tenant_id = ${slug} and status = 'skipped'`;
    expect(row).toMatchObject({ contact_id: left, verdict_reason: 'topic_withdrawn' });
    expect(row?.verdict.steps.at(-1)?.fact).toContain('Left the topic "Events" on');
  });
});

describe('consent to a topic', () => {
  const asked = async (said: ReadonlyArray<'all' | 'none' | 'topic' | 'left'>, confirm = false) => {
    const tenant = await testTenant(database);
    const { ctx, clock } = tenant;
    if (confirm)
      await createRule(ctx, { name: 'Confirm', rule: { type: 'double_opt_in', action: { sources: ['form'] } } });
    const topicId = await topic(tenant);
    const other = await topic(tenant, 'Appeals');
    const { id } = await createContact(ctx, { email: `${crypto.randomUUID()}@example.org` });
    for (const word of said) {
      clock.advance(1000);
      const about = word === 'topic' || word === 'left' ? ({ purpose: 'topic', topicId } as const) : {};
      const source = confirm ? 'form' : 'manual';
      await setConsent(ctx, { id, channel: 'email', granted: word === 'all' || word === 'topic', source, ...about });
    }
    const of = async (query: { topicId?: string }) => (await maySend(ctx, { id, ...query })).reason;
    return [await of({ topicId }), await of({ topicId: other }), await of({})];
  };

  it.each([
    [['all'], ['passed', 'passed', 'passed']],
    [
      ['all', 'left'],
      ['topic_withdrawn', 'passed', 'passed'],
    ],
    [
      ['all', 'left', 'topic'],
      ['passed', 'passed', 'passed'],
    ],
    [
      ['all', 'none'],
      ['consent_withdrawn', 'consent_withdrawn', 'consent_withdrawn'],
    ],
    [
      ['all', 'topic', 'none'],
      ['consent_withdrawn', 'consent_withdrawn', 'consent_withdrawn'],
    ],
    [
      ['all', 'none', 'topic'],
      ['passed', 'consent_withdrawn', 'consent_withdrawn'],
    ],
    [
      ['all', 'none', 'topic', 'none'],
      ['consent_withdrawn', 'consent_withdrawn', 'consent_withdrawn'],
    ],
    [
      ['left', 'all'],
      ['topic_withdrawn', 'passed', 'passed'],
    ],
    [['topic'], ['passed', 'no_consent', 'no_consent']],
    [[], ['no_consent', 'no_consent', 'no_consent']],
  ] as const)('after %j the topic, another topic and mailings of none get %j', async (said, answers) => {
    expect(await asked(said)).toEqual(answers);
  });

  it('has to be confirmed where consents have to be, also when it is the only one', async () => {
    expect(await asked(['topic'], true)).toEqual(['not_confirmed', 'no_consent', 'no_consent']);
    expect(await asked(['all', 'topic'], true)).toEqual(['not_confirmed', 'not_confirmed', 'not_confirmed']);
  });

  it('lifts an unsubscription of the address for that topic alone, and the ledger names the topic', async () => {
    const tenant = await testTenant(database);
    const { ctx, slug } = tenant;
    const topicId = await topic(tenant);
    const { id } = await createContact(ctx, { email: 'a@example.org', consents: granted });
    await sql`insert into email_suppressions (tenant_id, email_normalized, reason, created_at) values (${slug}, 'a@example.org', 'unsubscribe', now() - interval '1 hour')`;
    await setConsent(ctx, { id, channel: 'email', purpose: 'topic', topicId, granted: true });
    expect([(await maySend(ctx, { id, topicId })).reason, (await maySend(ctx, { id })).reason]).toEqual([
      ...['passed', 'consent_withdrawn'],
    ]);
    expect((await listConsents(ctx, { id })).items).toMatchObject([
      { purpose: 'topic', topic: { id: topicId, name: 'Events' }, granted: true },
      { purpose: 'marketing', topic: null, granted: false },
      { purpose: 'marketing', granted: true },
    ]);
  });

  it('or to service brings back no mailing that the list of the unsubscribed stopped', async () => {
    const { ctx, slug } = await testTenant(database);
    const { id } = await createContact(ctx, { email: 'a@example.org', consents: granted });
    await sql`insert into email_suppressions (tenant_id, email_normalized, reason, created_at) values (${slug}, 'a@example.org', 'unsubscribe', now() - interval '1 hour')`;
    await setConsent(ctx, { id, channel: 'email', purpose: 'service', granted: true });
    expect((await maySend(ctx, { id })).reason).toBe('consent_withdrawn');
  });

  it('brings back no other topic that was taken alone before the address was unsubscribed', async () => {
    const tenant = await testTenant(database);
    const { ctx, slug } = tenant;
    const [first, second] = [await topic(tenant), await topic(tenant, 'Appeals')];
    const { id } = await createContact(ctx, { email: 'a@example.org' });
    const say = (granted: boolean, topicId?: string) => {
      tenant.clock.advance(1000);
      return setConsent(ctx, { id, channel: 'email', granted, ...(topicId ? { purpose: 'topic', topicId } : {}) });
    };
    await say(false);
    await say(true, first);
    await sql`insert into email_suppressions (tenant_id, email_normalized, reason, created_at) values (${slug}, 'a@example.org', 'unsubscribe', ${ctx.clock.now()})`;
    await say(true, second);
    const reasons = [first, second].map(async (topicId) => (await maySend(ctx, { id, topicId })).reason);
    expect(await Promise.all(reasons)).toEqual(['consent_withdrawn', 'passed']);
  });

  it('changes nothing of what is told about mailings as a whole', async () => {
    const tenant = await testTenant(database);
    const { ctx, slug } = tenant;
    const topicId = await topic(tenant);
    const { id } = await createContact(ctx, { email: 'a@example.org', consents: granted });
    const state = () => sql`
      select (select json_agg(s) from contact_consent_state s where s.tenant_id = ${slug}) as states,
        (select json_agg(o) from opt_outs o where o.tenant_id = ${slug}) as outs, check_opt_out_status(${slug}, ${id}, 'email') as is_out`;
    const before = await state();
    await setConsent(ctx, { id, channel: 'email', purpose: 'topic', topicId, granted: false });
    expect(await state()).toEqual(before);
  });
});
