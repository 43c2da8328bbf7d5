import { describe, expect, it } from 'vitest';
import { sql as query } from 'drizzle-orm';
import { maySend } from '@/lib/pipeline';
import { withTenant } from '@/lib/platform/db/tenant';
import { createSegment, evaluateSegment } from '@/lib/segments';
import { testDatabase } from '@/lib/testing/database';
import { testTenant } from '@/lib/testing/tenant';
import {
  addContactTags,
  createContact,
  removeContact,
  getContact,
  listContacts,
  listTags,
  listTimeline,
  setConsent,
  setContactTags,
  updateContact,
} from '.';

const database = await testDatabase();
const sql = database.owner.tags;
const grant = { channel: 'email' as const, purpose: 'marketing' as const, granted: true, source: 'form' as const };

describe('consent given anew', () => {
  const unsubscribed = async () => {
    const tenant = await testTenant(database);
    const { id } = await createContact(tenant.ctx, { email: 'back@example.org', consents: [grant] });
    await sql`insert into email_suppressions (tenant_id, email_normalized, reason, created_at) values (${tenant.slug}, 'back@example.org', 'unsubscribe', ${tenant.clock.now()})`;
    tenant.clock.advance(1000);
    return { ...tenant, id };
  };

  it('takes the address off the list of the unsubscribed', async () => {
    const { ctx, id } = await unsubscribed();
    expect(await maySend(ctx, { id })).toMatchObject({ reason: 'suppressed_unsubscribe' });
    await setConsent(ctx, { id, ...grant });
    expect(await maySend(ctx, { id })).toMatchObject({ decision: 'send' });
  });

  it('does so for a contact that is made with it, by hand and by nobody else', async () => {
    const { ctx, id } = await unsubscribed();
    await sql`update contacts set deleted_at = now() where tenant_id = ${ctx.tenant} and id = ${id}`;
    const again = await createContact(ctx, { email: 'back@example.org', consents: [grant] });
    expect(await maySend(ctx, { id: again.id })).toMatchObject({ decision: 'send' });
  });

  it('leaves bounces and complaints, other channels and what was withdrawn alone', async () => {
    const { ctx, id, slug } = await unsubscribed();
    await setConsent(ctx, { id, ...grant, channel: 'sms' });
    await setConsent(ctx, { id, ...grant, granted: false });
    expect(await sql`select 1 from email_suppressions where tenant_id = ${slug} and deleted_at is null`).toHaveLength(
      1,
    );
    await sql`insert into email_suppressions (tenant_id, email_normalized, reason) values (${slug}, 'back@example.org', 'complaint')`;
    await setConsent(ctx, { id, ...grant });
    expect(await maySend(ctx, { id })).toMatchObject({ reason: 'suppressed_complaint' });
  });
});

describe('two changes of one contact at once', () => {
  it('both hold when they touch different fields, and one is refused when both name the version', async () => {
    const { ctx } = await testTenant(database);
    const { id, version } = await createContact(ctx, { email: 'two@example.org', attributes: { a: 1 } });
    // The first has read its row and not written yet when the second comes.
    let release = () => undefined as void;
    const held = new Promise<void>((done) => (release = done));
    const holding = withTenant(ctx, async (tx) => {
      await tx.tx.execute(query`select 1 from contacts where tenant_id = ${ctx.tenant} and id = ${id} for update`);
      await held;
      await updateContact({ ...ctx, ...tx }, { id, attributes: { b: 2 } });
    });
    const second = updateContact(ctx, { id, attributes: { c: 3 } });
    await new Promise((done) => setTimeout(done, 200));
    release();
    await Promise.all([holding, second]);
    expect((await getContact(ctx, { id })).attributes).toEqual({ a: 1, b: 2, c: 3 });
    const now = (await getContact(ctx, { id })).version;
    expect(now).toBe(version + 2);
    const both = await Promise.allSettled(
      [1, 2, 3, 4].map((n) => updateContact(ctx, { id, version: now, firstName: `N${n}` })),
    );
    expect(both.filter((r) => r.status === 'fulfilled')).toHaveLength(1);
  });
});

describe('may we write?', () => {
  it('asks as a campaign of that purpose does, and by the address of the channel', async () => {
    const { ctx } = await testTenant(database);
    const { id } = await createContact(ctx, { email: 'x@example.org' });
    expect(await maySend(ctx, { id, purpose: 'service' })).toMatchObject({ decision: 'skip', reason: 'no_consent' });
    expect(await maySend(ctx, { id, purpose: 'service', source: 'inbox' })).toMatchObject({ decision: 'send' });
    await setConsent(ctx, { id, ...grant, channel: 'sms' });
    expect(await maySend(ctx, { id, channel: 'sms' })).toMatchObject({ reason: 'no_address' });
    await updateContact(ctx, { id, phone: '+442079460000' });
    expect(await maySend(ctx, { id, channel: 'sms' })).toMatchObject({
      decision: 'send',
      steps: [{ fact: expect.stringContaining('+442079460000') as string }, ...Array.from({ length: 7 }, () => ({}))],
    });
    await sql`insert into email_suppressions (tenant_id, email_normalized, reason) values (${ctx.tenant}, 'x@example.org', 'bounce')`;
    expect(await maySend(ctx, { id, channel: 'sms' })).toMatchObject({ decision: 'send' });
  });
});

describe('the list of contacts', () => {
  it('says of many people no more than that they are over ten thousand', async () => {
    const [{ ctx, slug }, other] = [await testTenant(database), await testTenant(database)];
    for (const [tenant, n] of [
      [slug, 10_050],
      [other.slug, 15_000],
    ] as const) {
      await sql`insert into contacts (tenant_id, display_name) select ${tenant}, 'P ' || n from generate_series(1, ${n}::int) n`;
    }
    await sql`analyze contacts`;
    expect(await listContacts(ctx, { limit: 1 })).toMatchObject({ total: 10_000, approximate: true });
  }, 30_000);

  it('finds within a tag, a status and a segment without empty pages', async () => {
    const { ctx } = await testTenant(database);
    for (let i = 0; i < 30; i++) {
      const made = await createContact(ctx, {
        email: `p${i}@example.org`,
        firstName: 'Same',
        lastName: `N${i}`,
        tags: i % 10 === 9 ? ['rare'] : [],
      });
      if (i === 29) await updateContact(ctx, { id: made.id, status: 'archived' });
    }
    const segment = await createSegment(ctx, {
      name: 'Rare',
      rule: { all: [{ field: 'tags', op: 'has_any', value: ['rare'] }] },
    });
    await evaluateSegment(ctx, { id: segment.id });
    for (const filter of [{ tag: 'rare' }, { segmentId: segment.id }]) {
      const page = await listContacts(ctx, { q: 'same', limit: 5, ...filter });
      expect({ ...page, items: page.items.map((c) => c.email) }).toMatchObject({
        items: ['p19@example.org', 'p9@example.org'],
        nextCursor: null,
        total: 2,
        approximate: false,
      });
    }
    // An engine that knows of no filter, as an index that is behind does.
    const { search } = ctx.services;
    const blind = {
      ...ctx,
      services: {
        ...ctx.services,
        search: {
          ...search,
          contacts: (wanted: Parameters<typeof search.contacts>[0]) => search.contacts({ ...wanted, filter: {} }),
        },
      },
    };
    const pages: string[][] = [];
    for (let cursor: string | undefined; ;) {
      const page = await listContacts(blind, { q: 'same', tag: 'rare', limit: 1, ...(cursor ? { cursor } : {}) });
      pages.push(page.items.map((c) => c.email ?? ''));
      if (!page.nextCursor) break;
      cursor = page.nextCursor;
    }
    expect(pages).toEqual([['p19@example.org'], ['p9@example.org']]);
    expect((await listContacts(ctx, { q: 'same', status: 'archived', limit: 5 })).items.map((c) => c.email)).toEqual([
      'p29@example.org',
    ]);
  });
});

describe('tags', () => {
  it('set by several people at once are those of one of them, and the timeline tells how it came to that', async () => {
    const { ctx } = await testTenant(database);
    const { id } = await createContact(ctx, { email: 'ann@example.org', tags: ['old'] });
    const sets = Array.from({ length: 8 }, (_, i) => [`tag${i}`, 'shared']);
    await Promise.all(sets.map((tags) => setContactTags(ctx, { id, tags })));
    const { tags } = await getContact(ctx, { id });
    expect(sets.map((set) => set.toSorted())).toContainEqual(tags.toSorted());
    const changes = (await listTimeline(ctx, { id, kind: 'changes' })).items
      .filter((line) => line.type === 'contact.tags_changed')
      .map((line) => line.details as { added: string[]; removed: string[] });
    const count = (of: 'added' | 'removed', tag: string) => changes.filter((each) => each[of].includes(tag)).length;
    expect(count('removed', 'old')).toBe(1);
    expect(count('added', 'shared')).toBe(1);
  });

  it('added by several people at once all stay, and are counted for those who are not deleted', async () => {
    const { ctx } = await testTenant(database);
    const { id } = await createContact(ctx, { email: 'ann@example.org', tags: ['old'] });
    const gone = await createContact(ctx, { email: 'bob@example.org', tags: ['old'] });
    const added = Array.from({ length: 8 }, (_, i) => `tag${i}`);
    await Promise.all(added.map((tag) => addContactTags(ctx, { id, tags: [tag, 'shared'] })));
    await removeContact(ctx, { id: gone.id });
    expect((await getContact(ctx, { id })).tags.toSorted()).toEqual([...added, 'old', 'shared'].toSorted());
    expect((await listTags(ctx, { q: 'old' })).items).toMatchObject([{ name: 'old', contacts: 1 }]);
    expect((await listTags(ctx, { q: 'old', counted: 'false' })).items).toEqual([
      { id: expect.any(String), name: 'old', color: null },
    ]);
    const many = Array.from({ length: 50 }, (_, i) => `many${i}`);
    await expect(addContactTags(ctx, { id, tags: many })).rejects.toMatchObject({ code: 'invalid' });
    const { version } = await getContact(ctx, { id });
    expect((await addContactTags(ctx, { id, tags: ['shared', 'old'] })).version).toBe(version);
  });
});
