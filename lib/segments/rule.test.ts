import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { compileRule } from './compile';
import type { Person } from './matches';
import { matchesRule } from './matches';
import { leavesOf, MAX_LEAVES, segmentRule, segmentsIn } from './rule';
import { ruleInWords } from './words';

const NOW = new Date('2024-06-15T12:00:00.000Z');
const ID = '01890000-0000-7000-8000-000000000001';
function nested(depth: number): unknown {
  let rule: unknown = { field: 'tags', op: 'is_set' };
  for (let i = 0; i < depth; i++) rule = { all: [rule] };
  return rule;
}
const parse = (input: unknown) => segmentRule.parse(input);
const leaf = (field: string, op: string, value?: unknown) => parse({ all: [{ field, op, value }] });

const nobody: Person = { columns: {}, attributes: {}, tags: [], consents: {}, topics: {}, segments: [], messages: [] };
const anna: Person = {
  columns: { first_name: 'Anna', email: 'anna@example.org', country: 'DE', created_at: '2024-06-10T00:00:00.000Z' },
  attributes: { city: 'Köln', year: 1998, member: true, joined: '2024-06-01' },
  tags: ['donor'],
  consents: { 'email.marketing': true },
  topics: {},
  segments: [ID],
  messages: [
    {
      campaignId: ID,
      sent: '2024-06-14T00:00:00.000Z',
      opened: '2024-06-14T01:00:00.000Z',
      clicked: null,
      replied: null,
    },
  ],
};

describe('a rule that arrives', () => {
  it('comes out in its one stored form', () => {
    expect(parse({ field: 'firstName', op: 'eq', value: 'Anna' })).toEqual({
      all: [{ field: 'first_name', op: 'is', value: 'Anna' }],
    });
    expect(leaf('tags', 'has', 'donor')).toEqual({ all: [{ field: 'tags', op: 'has_any', value: ['donor'] }] });
    expect(leaf('consent.email', 'granted', true)).toEqual({
      all: [{ field: 'consent.email.marketing', op: 'granted' }],
    });
    expect(leaf('engagement.opened', 'did')).toEqual({ all: [{ field: 'engagement.opened', op: 'did', value: {} }] });
  });

  it('asks about time zones by the names that contacts have', () => {
    expect(leaf('time_zone', 'is_not', 'Asia/Calcutta')).toEqual(leaf('time_zone', 'is_not', 'Asia/Kolkata'));
    expect(leaf('timeZone', 'in', ['europe/kiev', 'somewhere'])).toEqual(
      leaf('time_zone', 'in', ['Europe/Kyiv', 'somewhere']),
    );
    expect(leaf('attributes.city', 'is', 'Asia/Calcutta')).toMatchObject({ all: [{ value: 'Asia/Calcutta' }] });
  });

  it('is stored in a form that reads as itself', () => {
    const rule = parse({
      any: [{ none: [{ field: 'attributes.year', op: '>', value: 3 }] }, { field: 'segment', op: 'in', value: ID }],
    });
    expect(parse(JSON.parse(JSON.stringify(rule)))).toEqual(rule);
  });

  it.each([
    ['no object', 'all', [], 'must be a group'],
    ['two groups in one', { all: [], any: [] }, [], 'one of all, any, none'],
    ['a group that is no list', { all: {} }, ['all'], 'must be a list'],
    ['an unknown field', { all: [{ field: 'shoe', op: 'is', value: 1 }] }, ['all', 0, 'field'], 'is not known'],
    [
      'an attribute key with signs',
      { all: [{ field: "attributes.a'b", op: 'is_set' }] },
      ['all', 0, 'field'],
      'is not known',
    ],
    [
      'an op of another type',
      { any: [{ field: 'tags', op: 'gt', value: 1 }] },
      ['any', 0, 'op'],
      'must be one of has_any',
    ],
    [
      'a prototype name as op',
      { any: [{ field: 'tags', op: 'constructor', value: 1 }] },
      ['any', 0, 'op'],
      'must be one of',
    ],
    ['a missing value', { all: [{ field: 'country', op: 'is' }] }, ['all', 0, 'value'], 'needs a text'],
    ['an empty value', { all: [{ field: 'country', op: 'is', value: '' }] }, ['all', 0, 'value'], 'is_not_set'],
    ['a zero byte', { all: [{ field: 'email', op: 'is', value: 'a\u0000' }] }, ['all', 0, 'value'], 'cannot be stored'],
    [
      'half a character',
      { all: [{ field: 'email', op: 'is', value: '\ud800' }] },
      ['all', 0, 'value'],
      'cannot be stored',
    ],
    [
      'a day that is none',
      { all: [{ field: 'created_at', op: 'before', value: '2024-02-31' }] },
      ['all', 0, 'value'],
      'needs a date',
    ],
    [
      'an infinite number',
      { all: [{ field: 'attributes.n', op: 'gt', value: Infinity }] },
      ['all', 0, 'value'],
      'needs a number',
    ],
    [
      'something else in a leaf',
      { all: [{ field: 'tags', op: 'is_set', sql: '1' }] },
      ['all', 0, 'sql'],
      'not part of a leaf',
    ],
    ['6 groups deep', nested(6), ['all', 0, 'all', 0, 'all', 0, 'all', 0, 'all', 0], 'more than 5 groups deep'],
    ['10,000 groups deep', nested(10_000), expect.any(Array), 'more than 5 groups deep'],
    [
      '101 leaves',
      { any: Array.from({ length: MAX_LEAVES + 1 }, () => ({ field: 'tags', op: 'is_set' })) },
      ['any'],
      'more than 100',
    ],
  ])('is refused with %s, naming the place', (_, input, path, message) => {
    const result = segmentRule.safeParse(input);
    expect(result.error?.issues[0]).toMatchObject({ path, message: expect.stringContaining(message) });
  });

  it('has a JSON schema for its input', () => {
    expect(z.toJSONSchema(z.object({ rule: segmentRule }), { io: 'input' })).toHaveProperty(
      'properties.rule.description',
    );
  });

  it('tells its leaves with their places, and the segments it asks about', () => {
    const rule = parse({ all: [nested(1), { any: [{ field: 'segment', op: 'not_in', value: [ID] }] }] });
    expect(leavesOf(rule).map(({ path }) => path)).toEqual(['all.0.all.0', 'all.1.any.0']);
    expect(segmentsIn(rule)).toEqual([ID]);
  });
});

describe('matchesRule', () => {
  it.each([
    [{ all: [] }, true],
    [{ any: [] }, false],
    [{ none: [] }, true],
  ])('%j holds for everybody alike: %s', (rule, answer) => {
    expect([matchesRule(parse(rule), anna, NOW), matchesRule(parse(rule), nobody, NOW)]).toEqual([answer, answer]);
  });

  it.each([
    ['first_name', 'contains', 'NN', true, false],
    ['email', 'is', 'Anna@Example.org', true, false],
    ['country', 'in', ['at', 'de'], true, false],
    ['country', 'in', ['Austria', 'Germany'], true, false],
    ['country', 'is_not', 'Deutschland', false, true],
    ['country', 'is_not', 'DE', false, true],
    ['country', 'not_in', ['AT'], true, true],
    ['first_name', 'not_contains', 'x', true, true],
    ['created_at', 'within_days', 7, true, false],
    ['created_at', 'older_than_days', 3, true, false],
    ['created_at', 'between', ['2024-06-10', '2024-06-10'], true, false],
    ['created_at', 'after', '2024-06-10', false, false],
    ['last_activity_at', 'is_not_set', undefined, true, true],
    ['attributes.year', 'is', 1998, true, false],
    ['attributes.year', 'is', '1998', false, false],
    ['attributes.year', 'between', [1990, 1998], true, false],
    ['attributes.city', 'gt', 5, false, false],
    ['attributes.member', 'is_not', true, false, true],
    ['attributes.joined', 'after', '2024-05-31', true, false],
    ['attributes.joined', 'before', '2024-06-01', false, false],
    ['tags', 'has_none', ['donor'], false, true],
    ['tags', 'has_all', ['donor', 'x'], false, false],
    ['consent.email.marketing', 'not_granted', undefined, false, true],
    ['consent.sms.marketing', 'is_set', undefined, false, false],
    ['segment', 'in', ID, true, false],
    ['engagement.opened', 'did', { withinDays: 2, campaignId: ID }, true, false],
    ['engagement.sent', 'did', { atLeast: 2 }, false, false],
    ['engagement.clicked', 'did_not', {}, true, true],
  ])('%s %s %j: %s for Anna, %s for one about whom nothing is known', (field, op, value, forAnna, forNobody) => {
    const rule = leaf(field, op, value);
    expect([matchesRule(rule, anna, NOW), matchesRule(rule, nobody, NOW)]).toEqual([forAnna, forNobody]);
  });
});

describe('compileRule', () => {
  it('never writes a value into the text, and names the tenant', () => {
    const evil = "x'); drop table contacts; --";
    const rule = parse({
      any: [
        { field: 'first_name', op: 'contains', value: evil },
        { field: 'attributes.k', op: 'in', value: [evil] },
        { field: 'tags', op: 'has_all', value: [evil] },
      ],
    });
    const { text, params } = compileRule(rule, { tenantId: evil, now: NOW, firstParam: 4 });
    expect(text).not.toContain('drop');
    expect(text).toMatch(/^\(c\.tenant_id = \$4::text and c\.deleted_at is null and /);
    expect(params[0]).toBe(evil);
    const numbers = [...text.matchAll(/\$(\d+)/g)].map((match) => Number(match[1]));
    expect(Math.max(...numbers)).toBe(3 + params.length);
  });
});

describe('ruleInWords', () => {
  it.each([
    [{ all: [] }, 'Everybody.'],
    [{ any: [] }, 'Nobody.'],
    [
      {
        all: [
          { field: 'country', op: 'in', value: ['DE', 'AT'] },
          {
            any: [
              { field: 'tags', op: 'has_any', value: ['donor'] },
              { field: 'attributes.year', op: 'lt', value: 2000 },
            ],
          },
        ],
      },
      'Everybody of whom it is true that country is “DE” or “AT” and (they have the tag “donor” or Graduation is less than 2000).',
    ],
    [
      { all: [{ field: 'country', op: 'is_not', value: 'DE' }] },
      'Everybody of whom it is true that country is not “DE” or is not known.',
    ],
    [
      {
        none: [
          { field: 'consent.email.marketing', op: 'granted' },
          { field: 'engagement.opened', op: 'did', value: { withinDays: 90, campaignId: ID } },
        ],
      },
      'Everybody of whom it is true that none of this holds: they agreed to marketing by email; they opened a message of the campaign “Spring” in the last 90 days.',
    ],
    [
      { all: [{ field: 'segment', op: 'not_in', value: [ID] }] },
      'Everybody of whom it is true that they are not in the segment Donors.',
    ],
  ])('%j', (rule, words) => {
    const labels = { attributes: { year: 'Graduation' }, segments: { [ID]: 'Donors' }, campaigns: { [ID]: 'Spring' } };
    expect(ruleInWords(parse(rule), labels)).toBe(words);
  });
});
