import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { createContact } from '@/lib/contacts';
import type { Ctx } from '@/lib/platform/context';
import { testDatabase } from '@/lib/testing/database';
import { insertPeople, NOW, rules, sample, SEGMENTS, uuid } from '@/lib/testing/rules';
import { testTenant } from '@/lib/testing/tenant';
import { createSegment, evaluateSegment, explainMembership, listSegmentMembers, previewSegment } from '.';
import { matchesRule } from './matches';
import { partsOf, segmentRule, type Rule } from './rule';

const database = await testDatabase();

describe('why somebody is in or out', () => {
  let ctx: Ctx;
  let segment = '';
  beforeAll(async () => {
    ({ ctx } = await testTenant(database, { at: NOW }));
    await insertPeople(database.owner.tags, ctx.tenant, 1);
    segment = (await createSegment(ctx, { name: 'Under test', rule: { all: [] } })).id;
  });
  /** A rule stored as it is: whether what it names exists is another test's matter. */
  const store = (rule: Rule) =>
    database.owner
      .tags`update segments set rules = ${JSON.stringify(rule)}::text::jsonb where tenant_id = ${ctx.tenant} and id = ${segment}`;

  it('agrees with who is a member, for any rule and anybody, and each part with what it says', async () => {
    await fc.assert(
      fc.asyncProperty(rules, fc.uniqueArray(fc.nat(59), { minLength: 4, maxLength: 8 }), async (input, chosen) => {
        const rule = segmentRule.parse(input);
        await store(rule);
        await evaluateSegment(ctx, { id: segment });
        const members = (await listSegmentMembers(ctx, { id: segment, limit: 200 })).items.map((each) => each.id);
        for (const i of chosen) {
          const person = sample[i];
          if (!person) throw new Error('no such person');
          const contactId = uuid(1 + i);
          const told = await explainMembership(ctx, { id: segment, contactId });
          expect(told.matches).toBe(members.includes(contactId));
          expect(told.memberSince !== null).toBe(told.matches);
          expect(told.parts.map(({ path, holds }) => ({ path, holds }))).toEqual(
            partsOf(rule).map((part) => ({ path: part.path, holds: matchesRule(part.rule, person, NOW) })),
          );
        }
      }),
      { numRuns: 120 },
    );
  }, 120_000);

  it('counts of the parts are the numbers of people for whom each holds by itself', async () => {
    await database.owner.tags`
      insert into attribute_definitions (tenant_id, key, label, data_type) select ${ctx.tenant}, k, k, 'text' from unnest(array['k', 'n', 'absent']) k`;
    const known = rules.filter((input) => !JSON.stringify(input).includes('campaignId'));
    await fc.assert(
      fc.asyncProperty(known, async (input) => {
        const rule = segmentRule.parse(input);
        const { parts, count } = await previewSegment(ctx, { rule });
        const holding = (part: Rule) => sample.filter((person) => matchesRule(part, person, NOW)).length;
        expect(count).toBe(holding(rule));
        expect(parts).toEqual({
          everybody: 60,
          counts: Object.fromEntries(
            partsOf(rule)
              .slice(1)
              .map((part) => [part.path, holding(part.rule)]),
          ),
        });
      }),
      { numRuns: 100 },
    );
  }, 120_000);

  it('shows what is known of the person for each rule, and what is not', async () => {
    const made = await createContact(ctx, {
      email: 'ann@example.org',
      country: 'DE',
      tags: ['donor', 'mentor'],
      attributes: { city: 'Köln' },
      consents: [{ channel: 'email', granted: true }],
    });
    const leaf = (field: string, op: string, value?: unknown) => ({ field, op, value });
    await store(
      segmentRule.parse({
        all: [
          leaf('country', 'is', 'AT'),
          leaf('attributes.city', 'is', 'Köln'),
          leaf('attributes.year', 'gt', 2000),
          leaf('tags', 'has_any', ['donor']),
          { any: [leaf('consent.email.marketing', 'granted'), leaf('consent.sms.marketing', 'granted')] },
          leaf('engagement.opened', 'did', {}),
          leaf('segment', 'in', [SEGMENTS[0]]),
        ],
      }),
    );
    const told = await explainMembership(ctx, { id: segment, contactId: made.id });
    expect(told).toMatchObject({ displayName: 'ann@example.org', matches: false });
    expect(told.parts.map(({ path, kind, holds, value }) => [path, kind, holds, value])).toEqual([
      ['', 'all', false, null],
      ['all.0', 'rule', false, 'DE'],
      ['all.1', 'rule', true, 'Köln'],
      ['all.2', 'rule', false, null],
      ['all.3', 'rule', true, 'donor, mentor'],
      ['all.4', 'any', true, null],
      ['all.4.any.0', 'rule', true, `agreed ${NOW.toISOString().slice(0, 10)}`],
      ['all.4.any.1', 'rule', false, 'never asked'],
      ['all.5', 'rule', false, 'never'],
      ['all.6', 'rule', false, 'in none of them'],
    ]);
    expect(told.parts[1]?.words).toContain('country');
  });

  it('is told to those alone who may read contacts, and of nobody who is gone or elsewhere', async () => {
    const { as } = await testTenant(database, { slug: undefined });
    await expect(
      explainMembership({ ...as(['segments:read']), tenant: ctx.tenant }, { id: segment, contactId: uuid(1) }),
    ).rejects.toMatchObject({ code: 'forbidden' });
    await expect(explainMembership(as('admin'), { id: segment, contactId: uuid(1) })).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(explainMembership(ctx, { id: segment, contactId: uuid(999) })).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

describe('counting', () => {
  it('stops on the server when nobody waits for it any more', async () => {
    const { ctx } = await testTenant(database);
    const asked = new AbortController();
    asked.abort();
    await expect(previewSegment({ ...ctx, signal: asked.signal }, { rule: { all: [] } })).rejects.toMatchObject({
      code: 'unavailable',
    });
  });
});
