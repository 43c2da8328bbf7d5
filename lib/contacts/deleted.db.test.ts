import { describe, expect, it } from 'vitest';
import { getCampaign, launchCampaign, planCampaign } from '@/lib/campaigns';
import { maySend } from '@/lib/pipeline';
import { startJobRunner } from '@/lib/platform/jobs';
import { createSegment, followFacts, listSegmentMembers } from '@/lib/segments';
import { testDatabase } from '@/lib/testing/database';
import { draft, people } from '@/lib/testing/outreach';
import { testTenant, type TestTenant } from '@/lib/testing/tenant';
import { until } from '@/lib/testing/wait';
import {
  createContact,
  getContact,
  listContacts,
  listTimeline,
  removeContact,
  removeContacts,
  restoreContact,
  restoreContacts,
} from '.';

const database = await testDatabase();
const day = 24 * 3_600_000;
const agreed = [{ channel: 'email' as const, granted: true }];
const ann = { email: 'ann@example.org', firstName: 'Ann', externalId: 'A-1', consents: agreed };

const factsOf = (slug: string) =>
  database.owner.tags<
    { type: string; id: string; version: string; payload: Record<string, unknown> }[]
  >`select type, entity_id as id, version, payload from outbox where tenant_id = ${slug}`;
const membersOf = async ({ ctx }: TestTenant, id: string) =>
  (await listSegmentMembers(ctx, { id })).items.map((each) => each.id);

/** Lets segments see every fact of the tenant, as the worker does. */
async function settle({ ctx, slug }: TestTenant) {
  const rows = await factsOf(slug);
  await followFacts(
    ctx.services,
    rows
      .filter((row) => row.type.startsWith('contact.'))
      .map((row) => ({
        tenant: slug,
        type: row.type,
        entityType: 'contact',
        entityId: row.id,
        payload: row.payload,
      })),
    ctx.clock.now(),
  );
}

describe('a deleted contact', () => {
  it('leaves lists and segments, is asked for under "deleted" alone, and comes back whole', async () => {
    const tenant = await testTenant(database);
    const { ctx } = tenant;
    const made = await createContact(ctx, { ...ann, tags: ['donor'] });
    const segment = await createSegment(ctx, { name: 'Everybody', rule: { all: [] } });
    expect(await membersOf(tenant, segment.id)).toEqual([made.id]);

    await removeContact(ctx, { id: made.id });
    await settle(tenant);
    expect(await membersOf(tenant, segment.id)).toEqual([]);
    await expect(getContact(ctx, { id: made.id })).rejects.toMatchObject({ code: 'not_found' });
    expect((await listContacts(ctx, {})).items).toEqual([]);
    const gone = await listContacts(ctx, { status: 'deleted' });
    expect(gone.items).toMatchObject([{ id: made.id, tags: ['donor'], deletedAt: expect.any(String) }]);
    expect(gone.total).toBe(1);

    const back = await restoreContact(ctx, { id: made.id });
    expect(back).toMatchObject({ ...made, version: 3, deletedAt: null, updatedAt: expect.any(String) });
    await settle(tenant);
    expect(await membersOf(tenant, segment.id)).toEqual([made.id]);
    expect((await listContacts(ctx, { q: 'ann' })).items.map((each) => each.id)).toEqual([made.id]);
    expect((await listContacts(ctx, { status: 'deleted' })).items).toEqual([]);
    const past = (await listTimeline(ctx, { id: made.id })).items.map((line) => line.type);
    expect(past).toEqual(expect.arrayContaining(['contact.deleted', 'contact.restored']));
  });

  it('is written to the audit and told as facts with rising versions', async () => {
    const { ctx, slug } = await testTenant(database);
    const made = await createContact(ctx, ann);
    await removeContact(ctx, { id: made.id });
    await restoreContact(ctx, { id: made.id });
    const audit = await database.owner.tags`
      select action, entity_id from audit_logs where tenant_id = ${slug} order by id`;
    expect(audit.map((row) => row['action'])).toEqual(['contacts.create', 'contacts.remove', 'contacts.restore']);
    expect((await factsOf(slug)).map((fact) => `${fact.type} ${fact.version}`).sort()).toEqual([
      'contact.created 1',
      'contact.deleted 2',
      'contact.restored 3',
    ]);
  });

  it('may not be written to', async () => {
    const { ctx } = await testTenant(database);
    const made = await createContact(ctx, ann);
    expect(await maySend(ctx, { id: made.id })).toMatchObject({ decision: 'send' });
    await removeContact(ctx, { id: made.id });
    await expect(maySend(ctx, { id: made.id })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('is not planned for by a campaign, although the segment has not noticed yet', async () => {
    const { ctx } = await testTenant(database);
    const ids = await people(ctx, 3);
    const campaign = await draft(ctx);
    await removeContact(ctx, { id: ids[1] ?? '' });
    const runner = await startJobRunner(database.services, [planCampaign], { worker: 'test', pollMs: 100 });
    try {
      await launchCampaign(ctx, { id: campaign });
      const planned = async () => (await getCampaign(ctx, { id: campaign })).totals.planned;
      await until('the plan', async () => (await planned()) >= 2);
      const rows = await database.owner.tags`select contact_id from pipeline_messages where tenant_id = ${ctx.tenant}`;
      expect(new Set(rows.map((row) => row['contact_id']))).toEqual(new Set([ids[0], ids[2]]));
    } finally {
      await runner.stop();
    }
  });

  it('is found among the deleted by name, page by page, newest deletion first', async () => {
    const { ctx, clock } = await testTenant(database);
    const ids: string[] = [];
    for (const name of ['Åsa', 'Bo', 'Asa']) {
      const made = await createContact(ctx, { email: `${ids.length}@example.org`, firstName: name });
      clock.advance(1000);
      await removeContact(ctx, { id: made.id });
      ids.unshift(made.id);
    }
    const first = await listContacts(ctx, { status: 'deleted', limit: 2 });
    const second = await listContacts(ctx, { status: 'deleted', limit: 2, cursor: first.nextCursor ?? '' });
    expect([...first.items, ...second.items].map((each) => each.id)).toEqual(ids);
    const found = await listContacts(ctx, { status: 'deleted', q: 'ASA' });
    expect(found.items.map((each) => each.id)).toEqual([ids[0], ids[2]]);
  });

  it('stays deleted, with the field and its holder named, while another contact has its address or its external id', async () => {
    const { ctx } = await testTenant(database);
    const made = await createContact(ctx, ann);
    await removeContact(ctx, { id: made.id });
    const heir = await createContact(ctx, { email: 'ANN@example.org', firstName: 'Anna' });
    await expect(restoreContact(ctx, { id: made.id })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('Anna'),
      fields: { email: expect.any(String) },
    });
    await removeContact(ctx, { id: heir.id });
    await createContact(ctx, { email: 'other@example.org', externalId: 'A-1' });
    await expect(restoreContact(ctx, { id: made.id })).rejects.toMatchObject({
      code: 'conflict',
      fields: { externalId: expect.any(String) },
    });
  });

  it('can be brought back for 30 days and not a day longer', async () => {
    const { ctx, clock } = await testTenant(database);
    const made = await createContact(ctx, ann);
    await removeContact(ctx, { id: made.id });
    clock.advance(31 * day);
    await expect(restoreContact(ctx, { id: made.id })).rejects.toMatchObject({ code: 'not_found' });
    expect((await listContacts(ctx, { status: 'deleted' })).items).toEqual([]);
    expect((await restoreContacts(ctx, { ids: [made.id] })).restored).toEqual([]);
  });
});

describe('several at once', () => {
  it('are deleted and brought back together; those in the way of others are left and named', async () => {
    const { ctx, slug } = await testTenant(database);
    const [a, b, c] = await Promise.all(
      ['a', 'b', 'c'].map((name) => createContact(ctx, { email: `${name}@example.org` })),
    );
    const ids = [a, b, c].map((each) => each?.id ?? '');
    expect(await removeContacts(ctx, { ids: [...ids, ids[0] ?? ''] })).toMatchObject({ removed: ids.sort() });
    expect((await removeContacts(ctx, { ids })).removed).toEqual([]);
    const heir = await createContact(ctx, { email: 'b@example.org' });
    const back = await restoreContacts(ctx, { ids });
    expect(new Set(back.restored)).toEqual(new Set([a?.id, c?.id]));
    expect(back.conflicts).toMatchObject([{ id: b?.id, field: 'email', holder: { id: heir.id } }]);
    const facts = await factsOf(slug);
    expect(facts.filter((fact) => fact.type === 'contact.deleted')).toHaveLength(3);
    expect(facts.filter((fact) => fact.type === 'contact.restored')).toHaveLength(2);
  });

  it('with one address among them: the one that was deleted last comes back', async () => {
    const { ctx, clock } = await testTenant(database);
    const ids: string[] = [];
    for (let i = 0; i < 2; i++) {
      const made = await createContact(ctx, { email: 'same@example.org' });
      clock.advance(1000);
      await removeContact(ctx, { id: made.id });
      ids.push(made.id);
    }
    const back = await restoreContacts(ctx, { ids });
    expect(back.restored).toEqual([ids[1]]);
    expect(back.conflicts).toMatchObject([{ id: ids[0], field: 'email', holder: { id: ids[1] } }]);
  });

  it("one that stays deleted is in nobody's way", async () => {
    const { ctx, clock } = await testTenant(database);
    const older = await createContact(ctx, { email: 'same@example.org' });
    await removeContact(ctx, { id: older.id });
    clock.advance(1000);
    const later = await createContact(ctx, { email: 'same@example.org', externalId: 'A-1' });
    await removeContact(ctx, { id: later.id });
    const heir = await createContact(ctx, { externalId: 'A-1' });
    const back = await restoreContacts(ctx, { ids: [older.id, later.id] });
    expect(back.restored).toEqual([older.id]);
    expect(back.conflicts).toMatchObject([{ id: later.id, field: 'externalId', holder: { id: heir.id } }]);
  });

  it('of another tenant do not exist', async () => {
    const [mine, theirs] = [await testTenant(database), await testTenant(database)];
    const made = await createContact(theirs.ctx, ann);
    expect((await removeContacts(mine.ctx, { ids: [made.id] })).removed).toEqual([]);
    await removeContact(theirs.ctx, { id: made.id });
    expect((await restoreContacts(mine.ctx, { ids: [made.id] })).restored).toEqual([]);
    await expect(restoreContact(mine.ctx, { id: made.id })).rejects.toMatchObject({ code: 'not_found' });
  });
});
