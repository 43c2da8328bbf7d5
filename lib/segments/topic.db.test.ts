import { describe, expect, it } from 'vitest';
import { createContact, setConsent } from '@/lib/contacts';
import { maySend } from '@/lib/pipeline';
import { testDatabase } from '@/lib/testing/database';
import { sentMessage } from '@/lib/testing/sent-message';
import { testTenant } from '@/lib/testing/tenant';
import { archiveTopic, createTopic, deleteTopic, listTopics } from '@/lib/topics';
import { createSegment, deleteSegment, explainMembership, listSegmentMembers, previewSegment } from '.';

const database = await testDatabase();

const words = ['all', 'none', 'topic', 'left'] as const;
/** Every way to say up to three of these words one after the other. */
const sayings = [0, 1, 2].reduce<(typeof words)[number][][]>(
  (known) => [[], ...known.flatMap((said) => words.map((word) => [...said, word]))],
  [[]],
);

describe('a rule about a topic', () => {
  it('finds exactly those whom the gate judges so, whatever they said of it and of all mailings', async () => {
    const tenant = await testTenant(database);
    const { ctx, slug } = tenant;
    const { id: topic } = await createTopic(ctx, { name: 'Events' });
    const { id: other } = await createTopic(ctx, { name: 'Appeals' });
    const people = new Map<string, string>();
    for (const said of new Set(sayings.map((each) => each.join(' ')))) {
      const { id } = await createContact(ctx, { email: `${crypto.randomUUID()}@example.org` });
      people.set(id, said);
      for (const [i, word] of said.split(' ').filter(Boolean).entries()) {
        const about = word === 'topic' || word === 'left' ? topic : null;
        await database.owner.tags`
          insert into contact_consents (tenant_id, contact_id, channel, purpose, topic_id, granted, source, occurred_at)
          values (${slug}, ${id}, 'email', ${about ? 'topic' : 'marketing'}, ${about}, ${word === 'all' || word === 'topic'}, 'manual', ${new Date(i * 1000)})`;
      }
    }
    expect(people.size).toBe(85);
    const found = async (op: string, topics: string[]) => {
      const segment = await createSegment(ctx, {
        name: crypto.randomUUID(),
        rule: { field: 'topic.email', op, value: topics },
      });
      const { items } = await listSegmentMembers(ctx, { id: segment.id, limit: 200 });
      return items.flatMap(({ id }) => people.get(id) ?? []).sort();
    };
    const reasonsOf = async (topicId: string) => {
      const reasons: { said: string; reason: string }[] = [];
      for (const [id, said] of people) reasons.push({ said, reason: (await maySend(ctx, { id, topicId })).reason });
      return (wanted: string[]) =>
        reasons.flatMap(({ said, reason }) => (wanted.includes(reason) ? [said] : [])).sort();
    };
    for (const topicId of [topic, other]) {
      const judged = await reasonsOf(topicId);
      const passed = judged(['passed']);
      expect(await found('granted', [topicId])).toEqual(passed);
      expect(await found('not_granted', [topicId])).toEqual(
        [...people.values()].filter((said) => !passed.includes(said)).sort(),
      );
      expect(await found('left', [topicId])).toEqual(judged(['topic_withdrawn', 'consent_withdrawn']));
      expect(await found('never_asked', [topicId])).toEqual(judged(['no_consent']));
    }
    const either = new Set([...(await found('granted', [topic])), ...(await found('granted', [other]))]);
    expect(await found('granted', [topic, other])).toEqual([...either].sort());
  });

  it('says what is known of a person, counts channels apart, and names its topics in words', async () => {
    const tenant = await testTenant(database);
    const { ctx, clock } = tenant;
    const { id: topic } = await createTopic(ctx, { name: 'Events' });
    const { id: other } = await createTopic(ctx, { name: 'Appeals' });
    const { id } = await createContact(ctx, {
      email: 'a@example.org',
      consents: [{ channel: 'email', granted: true }],
    });
    clock.advance(1000);
    await setConsent(ctx, { id, channel: 'email', purpose: 'topic', topicId: topic, granted: false });
    const rule = {
      all: [
        { field: 'topic.email', op: 'left', value: topic },
        { field: 'topic', op: 'granted', value: [topic, other] },
        { field: 'topic.sms', op: 'never_asked', value: [topic] },
      ],
    };
    const segment = await createSegment(ctx, { name: 'Left events', rule });
    expect(segment.memberCount).toBe(1);
    expect(segment.ruleInWords).toBe(
      'Everybody of whom it is true that they left the topic “Events” by email and they agreed to the topic “Events” or “Appeals” by email and they were never asked about the topic “Events” by SMS.',
    );
    const { parts } = await explainMembership(ctx, { id: segment.id, contactId: id });
    const day = clock.now().toISOString().slice(0, 10);
    expect(parts.slice(1)).toMatchObject([
      { holds: true, value: `left ${day}` },
      { holds: true, value: `Events: left ${day}; Appeals: all of marketing: agreed ${day}` },
      { holds: true, value: 'never asked' },
    ]);
    expect((await previewSegment(ctx, { rule: { none: [rule] } })).count).toBe(0);
  });

  it('may name topics, segments and campaigns by ids in capitals, and keeps them as they are written elsewhere', async () => {
    const tenant = await testTenant(database);
    const { ctx } = tenant;
    const topic = await createTopic(ctx, { name: 'Events' });
    const { id: contactId } = await createContact(ctx, { email: 'ada@example.org' });
    await setConsent(ctx, { id: contactId, channel: 'email', granted: true, purpose: 'topic', topicId: topic.id });
    const rule = { field: 'topic.email', op: 'granted', value: topic.id.toUpperCase() };
    const segment = await createSegment(ctx, { name: 'For events', rule });
    expect(segment).toMatchObject({ memberCount: 1, rule: { all: [{ ...rule, value: [topic.id] }] } });
    await expect(deleteTopic(ctx, { id: topic.id })).rejects.toMatchObject({ code: 'conflict' });
    const inside = { field: 'segment', op: 'in', value: [segment.id.toUpperCase()] };
    expect(await previewSegment(ctx, { rule: inside })).toMatchObject({ count: 1 });
    const { campaignId } = await sentMessage(database, tenant.slug);
    const opened = { field: 'engagement.opened', op: 'did_not', value: { campaignId: campaignId.toUpperCase() } };
    expect(await previewSegment(ctx, { rule: opened })).toMatchObject({ count: 2 });
  });

  it('asks about topics of this organisation alone, and keeps one that it names from being deleted', async () => {
    const tenant = await testTenant(database);
    const { ctx } = tenant;
    const { id: foreign } = await createTopic((await testTenant(database)).ctx, { name: 'Events' });
    const about = (value: string) => ({ field: 'topic.email', op: 'granted', value });
    await expect(previewSegment(ctx, { rule: about(foreign) })).rejects.toMatchObject({
      ...{ code: 'invalid', fields: { 'rule.all.0.value': expect.stringContaining('do not exist') } },
    });
    for (const value of [[], 'x', Array.from({ length: 21 }, () => foreign)])
      await expect(previewSegment(ctx, { rule: { field: 'topic.email', op: 'left', value } })).rejects.toMatchObject({
        code: 'invalid',
      });
    await expect(previewSegment(ctx, { rule: about('').field })).rejects.toMatchObject({ code: 'invalid' });
    const { id } = await createTopic(ctx, { name: 'Events' });
    const segment = await createSegment(ctx, { name: 'For events', rule: about(id) });
    expect((await listTopics(ctx, {})).items).toMatchObject([{ id, isUsed: true }]);
    await expect(deleteTopic(ctx, { id })).rejects.toMatchObject({ code: 'conflict' });
    await archiveTopic(ctx, { id });
    expect((await previewSegment(ctx, { rule: about(id) })).ruleInWords).toContain('“Events”');
    await deleteSegment(ctx, { id: segment.id });
    await deleteTopic(ctx, { id });
  });
});
