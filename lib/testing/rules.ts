import fc from 'fast-check';
import type { Tags } from '@/db/client';
import type { Person } from '@/lib/segments/matches';

/** When the people below are looked at. */
export const NOW = new Date('2024-06-15T12:00:00.000Z');
export const uuid = (n: number) => `01890000-0000-7000-8000-${String(n).padStart(12, '0')}`;
export const SEGMENTS = [uuid(901), uuid(902)];
export const TOPICS = [uuid(601), uuid(602)];
export const CAMPAIGNS = [uuid(801), uuid(802)];
const LANE = uuid(800);

const words = fc.constantFrom('a', 'A', 'ab', 'Köln', 'köln', "o'b", '%', '_', '$1', '"', '\\', '5', 'x y', '😀');
const moments = fc
  .constantFrom(0, 1, 23, 24, 25, 48, 24 * 30, 24 * 400, -24)
  .map((h) => new Date(NOW.getTime() - h * 3_600_000).toISOString());
const dayTexts = moments.map((moment) => moment.slice(0, 10));
const numbers = fc.constantFrom(0, 1, -1, 5, 0.1, 1998, 1e15);
const scalars = fc.oneof(words, dayTexts, numbers, fc.boolean());
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const tagNames = fc.constantFrom('donor', 'Donor', "it's");

const people: fc.Arbitrary<Person> = fc.record({
  columns: fc.record({
    first_name: maybe(words),
    email: maybe(fc.constantFrom('a', 'b')),
    phone: maybe(fc.constantFrom('+49301', '+49302')),
    country: maybe(fc.constantFrom('DE', 'AT')),
    status: fc.constantFrom('active', 'archived'),
    created_at: moments,
    last_activity_at: maybe(moments),
  }),
  attributes: fc.dictionary(fc.constantFrom('k', 'n'), scalars),
  tags: fc.uniqueArray(tagNames, { maxLength: 3 }),
  consents: fc.dictionary(fc.constantFrom('email.marketing', 'sms.service'), fc.boolean()),
  topics: fc.dictionary(fc.constantFrom(...TOPICS.map((id) => `email.${id}`)), fc.boolean()),
  segments: fc.uniqueArray(fc.constantFrom(...SEGMENTS)),
  messages: fc.array(
    fc.record({
      campaignId: fc.constantFrom(...CAMPAIGNS, null),
      sent: maybe(moments),
      opened: maybe(moments),
      clicked: maybe(moments),
      replied: maybe(moments),
    }),
    { maxLength: 3 },
  ),
});

const one = (field: fc.Arbitrary<string>, op: fc.Arbitrary<string>, value: fc.Arbitrary<unknown>) =>
  fc.record({ field, op, value });
const column = fc.constantFrom('first_name', 'email', 'phone', 'country', 'status');
const moment = fc.constantFrom('created_at', 'last_activity_at');
const attribute = fc.constantFrom('attributes.k', 'attributes.n', 'attributes.absent');
const textual = fc.oneof(words, fc.constantFrom('DE', 'de', 'AT', 'active', '+49301', '49', 'B@EXAMPLE.ORG'));
const setOp = fc.constantFrom('is_set', 'is_not_set');
const when = fc.oneof(moments, dayTexts);
const count = fc.integer({ min: 1, max: 500 });

const leaves = fc.oneof(
  one(column, fc.constantFrom('is', 'is_not'), textual),
  one(column, fc.constantFrom('in', 'not_in'), fc.array(textual, { minLength: 1, maxLength: 3 })),
  one(
    fc.constantFrom('first_name', 'email', 'phone'),
    fc.constantFrom('contains', 'not_contains', 'starts_with'),
    textual,
  ),
  one(
    fc.oneof(fc.constantFrom('first_name', 'tags', 'consent.email.marketing'), moment, attribute),
    setOp,
    fc.constant(undefined),
  ),
  one(fc.oneof(moment, attribute), fc.constantFrom('before', 'after'), when),
  one(fc.oneof(moment, attribute), fc.constant('between'), fc.tuple(when, when)),
  one(fc.oneof(moment, attribute), fc.constantFrom('within_days', 'older_than_days'), count),
  one(attribute, fc.constantFrom('is', 'is_not'), scalars),
  one(
    attribute,
    fc.constantFrom('in', 'not_in'),
    fc.oneof(fc.array(scalars, { minLength: 1, maxLength: 4 }), fc.array(scalars, { minLength: 21, maxLength: 30 })),
  ),
  one(attribute, fc.constantFrom('gt', 'gte', 'lt', 'lte'), numbers),
  one(attribute, fc.constant('between'), fc.tuple(numbers, numbers)),
  one(attribute, fc.constantFrom('contains', 'not_contains', 'starts_with'), words),
  one(
    fc.constant('tags'),
    fc.constantFrom('has_any', 'has_all', 'has_none'),
    fc.array(tagNames, { minLength: 1, maxLength: 3 }),
  ),
  one(
    fc.constantFrom('consent.email.marketing', 'consent.sms.service'),
    fc.constantFrom('granted', 'not_granted'),
    fc.constant(undefined),
  ),
  one(
    fc.constantFrom('topic.email', 'topic.sms', 'topic'),
    fc.constantFrom('granted', 'not_granted', 'left', 'never_asked'),
    fc.array(fc.constantFrom(...TOPICS), { minLength: 1, maxLength: 2 }),
  ),
  one(
    fc.constant('segment'),
    fc.constantFrom('in', 'not_in'),
    fc.array(fc.constantFrom(...SEGMENTS), { minLength: 1, maxLength: 2 }),
  ),
  one(
    fc.constantFrom('engagement.sent', 'engagement.opened', 'engagement.clicked', 'engagement.replied'),
    fc.constantFrom('did', 'did_not'),
    fc.record(
      { withinDays: count, campaignId: fc.constantFrom(...CAMPAIGNS), atLeast: fc.integer({ min: 1, max: 3 }) },
      { requiredKeys: [] },
    ),
  ),
);

/** Rules of every kind, as they arrive. */
export const rules = fc.letrec<{ rule: unknown }>((tie) => ({
  rule: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaves,
    fc
      .tuple(fc.constantFrom('all', 'any', 'none'), fc.array(tie('rule'), { maxLength: 4 }))
      .map(([kind, list]) => ({ [kind]: list })),
  ),
})).rule;

/** Sixty people about whom rules hold and do not. */
export const sample = fc.sample(people, { numRuns: 60, seed: 7 }).map((person, i): Person => ({
  ...person,
  columns: { ...person.columns, email: person.columns.email ? `${person.columns.email}${i}@example.org` : null },
}));

/** Puts the sixty into a tenant, with the ids from `uuid(offset)` on. */
export async function insertPeople(sql: Tags, tenant: string, offset: number): Promise<void> {
  await sql`insert into pipeline_lanes (tenant_id, id, kind, channel) values (${tenant}, ${LANE}, 'campaign', 'email')`;
  for (const id of SEGMENTS)
    await sql`insert into segments (tenant_id, id, name, rules) values (${tenant}, ${id}, ${id}, '{"all":[]}'::text::jsonb)`;
  for (const id of TOPICS) await sql`insert into topics (tenant_id, id, name) values (${tenant}, ${id}, ${id})`;
  for (const [i, name] of ['donor', 'Donor', "it's"].entries()) {
    await sql`insert into contact_tags (tenant_id, id, name) values (${tenant}, ${uuid(700 + i)}, ${name})`;
  }
  for (const [i, person] of sample.entries()) {
    const id = uuid(offset + i);
    const c = person.columns;
    await sql`insert into contacts (tenant_id, id, first_name, display_name, email, email_normalized, phone_e164, country, status, attributes, created_at, last_activity_at)
      values (${tenant}, ${id}, ${c.first_name ?? null}, 'x', ${c.email ?? null}, ${c.email ?? null}, ${c.phone ?? null}, ${c.country ?? null}, ${c.status ?? 'active'},
        ${JSON.stringify(person.attributes)}::text::jsonb, ${c.created_at ?? null}::text::timestamptz, ${c.last_activity_at ?? null}::text::timestamptz)`;
    for (const name of person.tags) {
      await sql`insert into contact_tag_mapping (tenant_id, contact_id, tag_id) select ${tenant}, ${id}, id from contact_tags where tenant_id = ${tenant} and name = ${name}`;
    }
    for (const segment of person.segments)
      await sql`insert into segment_members (tenant_id, segment_id, contact_id) values (${tenant}, ${segment}, ${id})`;
    for (const [key, granted] of Object.entries(person.consents)) {
      const [channel = '', purpose = ''] = key.split('.');
      for (const [answer, at] of [
        [!granted, '2024-01-01'],
        [granted, '2024-02-01'],
      ] as const) {
        await sql`insert into contact_consents (tenant_id, contact_id, channel, purpose, granted, source, occurred_at)
          values (${tenant}, ${id}, ${channel}, ${purpose}, ${answer}, 'manual', ${at}::text::timestamptz)`;
      }
    }
    for (const [key, granted] of Object.entries(person.topics)) {
      const [channel = '', topic = ''] = key.split('.');
      for (const [answer, at] of [
        [!granted, '2024-02-01'],
        [granted, '2024-03-01'],
      ] as const) {
        await sql`insert into contact_consents (tenant_id, contact_id, channel, purpose, topic_id, granted, source, occurred_at)
          values (${tenant}, ${id}, ${channel}, 'topic', ${topic}, ${answer}, 'manual', ${at}::text::timestamptz)`;
      }
    }
    for (const [n, m] of person.messages.entries()) {
      await sql`insert into pipeline_messages (tenant_id, lane_id, source_type, source_id, contact_id, step, channel, verdict_rule, sent_at, opened_at, clicked_at, replied_at)
        values (${tenant}, ${LANE}, ${m.campaignId ? 'campaign' : 'inbox'}, ${m.campaignId ?? CAMPAIGNS[0] ?? ''}, ${id}, ${n}, 'email', 'passed',
          ${m.sent}::text::timestamptz, ${m.opened}::text::timestamptz, ${m.clicked}::text::timestamptz, ${m.replied}::text::timestamptz)`;
    }
  }
}
