import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createContact, updateContact } from '@/lib/contacts';
import { testDatabase } from '@/lib/testing/database';
import { testTenant, type TestTenant } from '@/lib/testing/tenant';
import {
  createSegment,
  deleteSegment,
  evaluateSegment,
  evaluateStale,
  getSegment,
  listSegmentMembers,
  listSegments,
  followFacts,
  markAged,
  previewSegment,
  updateSegment,
} from '.';

const database = await testDatabase();
const sql = database.owner.tags;

const cities = ['Berlin', 'Paris', 'Wien'];
/** Nine people: three of each city, years 2000 to 2008, tagged "donor" when the year is even; consent by all but the first. */
async function people({ ctx }: TestTenant): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < 9; i++) {
    const contact = await createContact(ctx, {
      email: `p${i}@example.org`,
      firstName: `P${i}`,
      attributes: { city: cities[i % 3] ?? '', year: 2000 + i },
      tags: i % 2 === 0 ? ['donor'] : [],
      consents: i > 0 ? [{ channel: 'email', granted: true }] : [],
    });
    ids.push(contact.id);
  }
  return ids;
}
const berlin = { field: 'attributes.city', op: 'is', value: 'Berlin' };
const donors = { field: 'tags', op: 'has_any', value: ['donor'] };
const members = async (tenant: TestTenant, id: string) =>
  (await listSegmentMembers(tenant.ctx, { id })).items.map((m) => m.displayName);

/** Lets segments follow every fact of the tenant, as the worker does, until nothing new is said. */
async function follow(tenant: TestTenant): Promise<void> {
  for (let seen = -1; ;) {
    const facts = await sql<
      { type: string; entity_type: string; entity_id: string; payload: Record<string, unknown> }[]
    >`select type, entity_type, entity_id, payload from outbox where tenant_id = ${tenant.slug}`;
    if (facts.length === seen) return;
    seen = facts.length;
    const changes = facts
      .filter((f) => f.type !== 'segment.created')
      .map((f) => ({
        tenant: tenant.slug,
        type: f.type,
        entityType: f.entity_type,
        entityId: f.entity_id,
        payload: f.payload,
      }));
    await followFacts(database.services, changes, tenant.clock.now());
  }
}

describe('creating a segment', () => {
  it('finds its members in the same step and says the rule in words', async () => {
    const tenant = await testTenant(database);
    await people(tenant);
    const segment = await createSegment(tenant.ctx, { name: 'Berliners', rule: { all: [berlin, donors] } });
    expect(segment).toMatchObject({ memberCount: 2, stale: false, rule: { all: [berlin, donors] } });
    expect(segment.ruleInWords).toContain('City');
    expect(await members(tenant, segment.id)).toEqual(['P0', 'P6']);
    const [fact] =
      await sql`select type, payload from outbox where tenant_id = ${tenant.slug} and entity_id = ${segment.id}`;
    expect(fact).toEqual({ type: 'segment.created', payload: { memberCount: 2, added: 2, removed: 0 } });
  });

  it('everybody is {"all": []}, nobody {"any": []}', async () => {
    const tenant = await testTenant(database);
    await people(tenant);
    expect((await createSegment(tenant.ctx, { name: 'All', rule: { all: [] } })).memberCount).toBe(9);
    expect((await createSegment(tenant.ctx, { name: 'None', rule: { any: [] } })).memberCount).toBe(0);
  });

  it('names an attribute that nobody has, and the one that was meant', async () => {
    const tenant = await testTenant(database);
    await people(tenant);
    const wrong = createSegment(tenant.ctx, {
      name: 'X',
      rule: { all: [{ any: [{ field: 'attributes.City', op: 'is', value: 'Berlin' }] }] },
    });
    await expect(wrong).rejects.toMatchObject({
      code: 'invalid',
      fields: { 'rule.all.0.any.0.field': 'no contact has an attribute "City"; did you mean "city"?' },
    });
    expect((await listSegments(tenant.ctx, {})).items).toEqual([]);
  });

  it('names a leaf that cannot be understood by its place', async () => {
    const tenant = await testTenant(database);
    const wrong = createSegment(tenant.ctx, {
      name: 'X',
      rule: { all: [{ field: 'created_at', op: 'within_days', value: 'soon' }] },
    });
    await expect(wrong).rejects.toMatchObject({
      code: 'invalid',
      fields: { 'rule.all.0.value': expect.any(String) as string },
    });
  });

  it('refuses a second segment of the same name', async () => {
    const tenant = await testTenant(database);
    await createSegment(tenant.ctx, { name: 'Same', rule: { all: [] } });
    await expect(createSegment(tenant.ctx, { name: 'Same', rule: { all: [] } })).rejects.toMatchObject({
      code: 'conflict',
      fields: { name: 'is taken' },
    });
  });
});

describe('changing a segment', () => {
  it('a new rule takes effect at once and leaves a line in the history', async () => {
    const tenant = await testTenant(database);
    await people(tenant);
    const { id } = await createSegment(tenant.ctx, { name: 'S', rule: { all: [berlin] } });
    tenant.clock.advance(1000);
    const after = await updateSegment(tenant.ctx, { id, version: 1, rule: { all: [donors] } });
    expect(after).toMatchObject({ memberCount: 5, version: 2 });
    const { history } = await getSegment(tenant.ctx, { id });
    expect(history.map(({ memberCount, added, removed }) => ({ memberCount, added, removed }))).toEqual([
      { memberCount: 5, added: 3, removed: 1 },
      { memberCount: 3, added: 3, removed: 0 },
    ]);
    await expect(updateSegment(tenant.ctx, { id, version: 1, name: 'T' })).rejects.toMatchObject({ code: 'conflict' });
  });

  it('refuses a rule that leads back to the segment itself', async () => {
    const tenant = await testTenant(database);
    const a = await createSegment(tenant.ctx, { name: 'A', rule: { all: [] } });
    const b = await createSegment(tenant.ctx, {
      name: 'B',
      rule: { all: [{ field: 'segment', op: 'in', value: [a.id] }] },
    });
    const circle = updateSegment(tenant.ctx, {
      id: a.id,
      rule: { all: [{ field: 'segment', op: 'in', value: [b.id] }] },
    });
    await expect(circle).rejects.toMatchObject({
      code: 'invalid',
      fields: { rule: expect.stringContaining('itself') as string },
    });
    await expect(
      createSegment(tenant.ctx, { name: 'C', rule: { all: [{ field: 'segment', op: 'in', value: [randomUUID()] }] } }),
    ).rejects.toMatchObject({ code: 'invalid' });
    expect((await getSegment(tenant.ctx, { id: a.id })).usedBy).toEqual([
      { type: 'segment', id: b.id, name: 'B', status: null },
    ]);
    await expect(deleteSegment(tenant.ctx, { id: a.id })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('"B"') as string,
    });
  });

  it('is not deleted while a scheduled campaign uses it', async () => {
    const tenant = await testTenant(database);
    const { id } = await createSegment(tenant.ctx, { name: 'S', rule: { all: [] } });
    const [template] = await sql<
      { id: string }[]
    >`insert into templates (tenant_id, name, channel) values (${tenant.slug}, 'T', 'email') returning id`;
    const [campaign] = await sql<{ id: string }[]>`
      insert into campaigns (tenant_id, name, channel, status, template_id) values (${tenant.slug}, 'Spring', 'email', 'scheduled', ${template?.id ?? ''}) returning id`;
    await sql`insert into campaign_segments (tenant_id, campaign_id, segment_id) values (${tenant.slug}, ${campaign?.id ?? ''}, ${id})`;
    await expect(deleteSegment(tenant.ctx, { id })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('"Spring"') as string,
    });
    await sql`update campaigns set status = 'cancelled' where tenant_id = ${tenant.slug}`;
    await deleteSegment(tenant.ctx, { id });
    await expect(getSegment(tenant.ctx, { id })).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('evaluating a segment', () => {
  it('adds who has come, removes who has gone, and leaves the rest untouched', async () => {
    const tenant = await testTenant(database);
    const ids = await people(tenant);
    const { id } = await createSegment(tenant.ctx, { name: 'S', rule: { all: [berlin] } });
    const stayed =
      await sql`select added_at from segment_members where tenant_id = ${tenant.slug} and contact_id = ${ids[3] ?? ''}`;
    tenant.clock.advance(60_000);
    await updateContact(tenant.ctx, { id: ids[0] ?? '', attributes: { city: 'Rom' } });
    await updateContact(tenant.ctx, { id: ids[1] ?? '', attributes: { city: 'Berlin' } });
    await updateContact(tenant.ctx, { id: ids[2] ?? '', attributes: { city: 'Berlin' } });
    expect(await evaluateSegment(tenant.ctx, { id })).toMatchObject({ memberCount: 4, added: 2, removed: 1 });
    expect(await members(tenant, id)).toEqual(['P1', 'P2', 'P3', 'P6']);
    expect(
      await sql`select added_at from segment_members where tenant_id = ${tenant.slug} and contact_id = ${ids[3] ?? ''}`,
    ).toEqual(stayed);
    expect(await evaluateSegment(tenant.ctx, { id })).toMatchObject({ memberCount: 4, added: 0, removed: 0 });
    expect(
      (await sql`select 1 from outbox where tenant_id = ${tenant.slug} and type = 'segment.evaluated'`).length,
    ).toBe(1);
  });

  it('a change of one contact shows in every segment of its tenant at once, also through other segments', async () => {
    const [tenant, other] = [await testTenant(database), await testTenant(database)];
    const ids = await people(tenant);
    const s = await createSegment(tenant.ctx, { name: 'S', rule: { all: [berlin] } });
    const t = await createSegment(tenant.ctx, {
      name: 'T',
      rule: { none: [{ field: 'segment', op: 'in', value: [s.id] }] },
    });
    const o = await createSegment(other.ctx, { name: 'O', rule: { all: [] } });
    await updateContact(tenant.ctx, { id: ids[0] ?? '', attributes: { city: 'Rom' } });
    await updateContact(tenant.ctx, { id: ids[1] ?? '', attributes: { city: 'Berlin' } });
    await follow(tenant);
    expect([await members(tenant, s.id), await members(tenant, t.id)]).toEqual([
      ['P1', 'P3', 'P6'],
      ['P0', 'P2', 'P4', 'P5', 'P7', 'P8'],
    ]);
    expect([await getSegment(tenant.ctx, { id: s.id }), await getSegment(tenant.ctx, { id: t.id })]).toMatchObject([
      { memberCount: 3 },
      { memberCount: 6 },
    ]);
    expect(await getSegment(other.ctx, { id: o.id })).toMatchObject({ memberCount: 0, stale: false });
    await follow(tenant);
    expect(await evaluateSegment(tenant.ctx, { id: t.id })).toMatchObject({ memberCount: 6, added: 0, removed: 0 });
  });

  it('who came while the segment was being made is not missed', async () => {
    const tenant = await testTenant(database);
    const { id } = await createSegment(tenant.ctx, { name: 'S', rule: { all: [] } });
    await people(tenant);
    await followFacts(
      database.services,
      [{ tenant: tenant.slug, type: 'segment.created', entityType: 'segment', entityId: id, payload: {} }],
      tenant.clock.now(),
    );
    tenant.clock.advance(4000);
    await evaluateStale(database.services, tenant.clock.now());
    expect(await getSegment(tenant.ctx, { id })).toMatchObject({ memberCount: 9, stale: false });
  });

  it('a change of very many contacts marks the segments, and the timer evaluates them once they may be', async () => {
    const tenant = await testTenant(database);
    const { id } = await createSegment(tenant.ctx, { name: 'S', rule: { all: [] } });
    await people(tenant);
    const facts = Array.from({ length: 6 }, () => ({
      tenant: tenant.slug,
      type: 'contact.imported',
      entityType: 'contact_batch',
      entityId: randomUUID(),
      payload: { ids: Array.from({ length: 1000 }, () => randomUUID()) },
    }));
    await followFacts(database.services, facts, tenant.clock.now());
    expect(await getSegment(tenant.ctx, { id })).toMatchObject({ stale: true, memberCount: 0 });
    tenant.clock.advance(4000);
    expect(await evaluateStale(database.services, tenant.clock.now())).toBeGreaterThan(0);
    expect(await getSegment(tenant.ctx, { id })).toMatchObject({
      stale: false,
      memberCount: 9,
      history: [{ added: 9 }, { added: 0 }],
    });
  });

  it('an opened message concerns only the segments that ask about engagement', async () => {
    const tenant = await testTenant(database);
    const [first = ''] = await people(tenant);
    const plain = await createSegment(tenant.ctx, { name: 'Plain', rule: { all: [berlin] } });
    const asks = await createSegment(tenant.ctx, {
      name: 'Asks',
      rule: { all: [{ field: 'engagement.opened', op: 'did', value: {} }] },
    });
    const lane = randomUUID();
    await sql`insert into pipeline_lanes (tenant_id, id, kind, channel) values (${tenant.slug}, ${lane}, 'campaign', 'email')`;
    await sql`insert into pipeline_messages (tenant_id, lane_id, source_type, source_id, contact_id, channel, status, verdict_rule, opened_at) values (${tenant.slug}, ${lane}, 'campaign', ${lane}, ${first}, 'email', 'sent', 'passed', now())`;
    await sql`update contacts set attributes = '{}' where tenant_id = ${tenant.slug} and id = ${first}`;
    await followFacts(
      database.services,
      [
        {
          tenant: tenant.slug,
          type: 'message.opened',
          entityType: 'message_batch',
          entityId: lane,
          payload: { messageIds: [randomUUID()], contactIds: [first] },
        },
      ],
      tenant.clock.now(),
    );
    expect([await members(tenant, asks.id), (await getSegment(tenant.ctx, { id: plain.id })).memberCount]).toEqual([
      ['P0'],
      3,
    ]);
  });

  it('a rule about days grows old by itself', async () => {
    const tenant = await testTenant(database);
    const { id } = await createSegment(tenant.ctx, {
      name: 'New',
      rule: { all: [{ field: 'created_at', op: 'within_days', value: 3 }] },
    });
    await markAged(database.services, tenant.clock.now());
    expect((await getSegment(tenant.ctx, { id })).stale).toBe(false);
    tenant.clock.advance(2 * 3_600_000);
    await markAged(database.services, tenant.clock.now());
    expect((await getSegment(tenant.ctx, { id })).stale).toBe(true);
  });

  it('evaluating the same segment twice at once gives the right members once', async () => {
    const tenant = await testTenant(database);
    const ids = await people(tenant);
    const { id } = await createSegment(tenant.ctx, { name: 'S', rule: { all: [berlin] } });
    await updateContact(tenant.ctx, { id: ids[1] ?? '', attributes: { city: 'Berlin' } });
    const results = await Promise.all([1, 2, 3].map(() => evaluateSegment(tenant.ctx, { id })));
    expect(results.map((r) => r.added).sort((a, b) => a - b)).toEqual([0, 0, 1]);
    expect((await members(tenant, id)).length).toBe(4);
  });
});

describe('previewing a rule', () => {
  it('counts, shows some, and says how many may be written to', async () => {
    const tenant = await testTenant(database);
    await people(tenant);
    await sql`insert into email_suppressions (tenant_id, email_normalized, reason) values (${tenant.slug}, 'p3@example.org', 'bounce')`;
    const preview = await previewSegment(tenant.ctx, { rule: { all: [berlin] } });
    expect(preview).toMatchObject({ count: 3, reach: { email: 1 } });
    expect(preview.sample.map((c) => c.displayName).sort()).toEqual(['P0', 'P3', 'P6']);
    expect((await previewSegment(tenant.ctx, { rule: { all: [] } })).sample.length).toBe(9);
  });

  it('cannot change anything', async () => {
    const tenant = await testTenant(database);
    await previewSegment(tenant.as('readonly'), { rule: { all: [] } });
    expect((await sql`select 1 from segments where tenant_id = ${tenant.slug}`).length).toBe(0);
  });
});

describe('two tenants', () => {
  it('a segment counts, shows and answers for its own tenant only', async () => {
    const [a, b] = [await testTenant(database), await testTenant(database)];
    await people(a);
    const mine = await createSegment(a.ctx, { name: 'S', rule: { all: [] } });
    expect((await createSegment(b.ctx, { name: 'S', rule: { all: [] } })).memberCount).toBe(0);
    expect(await previewSegment(b.ctx, { rule: { none: [] } })).toMatchObject({ count: 0, sample: [] });
    for (const call of [getSegment, evaluateSegment, deleteSegment, listSegmentMembers])
      await expect(call(b.ctx, { id: mine.id })).rejects.toMatchObject({ code: 'not_found' });
    await expect(updateSegment(b.ctx, { id: mine.id, name: 'Mine' })).rejects.toMatchObject({ code: 'not_found' });
    await expect(
      createSegment(b.ctx, { name: 'T', rule: { all: [{ field: 'segment', op: 'in', value: [mine.id] }] } }),
    ).rejects.toMatchObject({ code: 'invalid' });
  });

  it('who may only read can neither create nor evaluate', async () => {
    const tenant = await testTenant(database);
    await expect(createSegment(tenant.as('readonly'), { name: 'S', rule: { all: [] } })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(evaluateSegment(tenant.as('readonly'), { id: randomUUID() })).rejects.toMatchObject({
      code: 'forbidden',
    });
  });
});
