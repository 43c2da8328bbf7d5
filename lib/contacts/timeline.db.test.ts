import { describe, expect, it } from 'vitest';
import { testDatabase } from '@/lib/testing/database';
import { testTenant } from '@/lib/testing/tenant';
import { createContact, listTimeline, setConsent, setContactTags, updateContact } from '.';
import { timelineEvents, timelineKinds } from './vocabulary';

const database = await testDatabase();

describe('the timeline', () => {
  it('tells what was changed by hand: fields, tags and the archive, and nothing when nothing changed', async () => {
    const { ctx, clock } = await testTenant(database);
    const made = await createContact(ctx, { email: 'a@example.org', tags: ['donor'], attributes: { city: 'Leeds' } });
    const steps = [
      () => updateContact(ctx, { id: made.id, firstName: 'Ann', attributes: { city: 'York', year: 2012 } }),
      () => updateContact(ctx, { id: made.id, firstName: 'Ann', tags: ['donor'] }),
      () => setContactTags(ctx, { id: made.id, tags: ['mentor'] }),
      () => updateContact(ctx, { id: made.id, status: 'archived' }),
      () => updateContact(ctx, { id: made.id, status: 'active' }),
    ];
    for (const step of steps) {
      clock.advance(1000);
      await step();
    }
    const { items } = await listTimeline(ctx, { id: made.id });
    expect(items.map(({ type, details }) => ({ type, details }))).toEqual([
      { type: 'contact.activated', details: {} },
      { type: 'contact.archived', details: {} },
      { type: 'contact.tags_changed', details: { added: ['mentor'], removed: ['donor'] } },
      { type: 'contact.updated', details: { fields: ['firstName', 'attributes.city', 'attributes.year'] } },
      { type: 'contact.created', details: {} },
    ]);
  });

  it('shows one kind alone, page by page, and every line has exactly one kind', async () => {
    const { ctx, clock } = await testTenant(database);
    const made = await createContact(ctx, { email: 'a@example.org' });
    for (let i = 0; i < 5; i++) {
      clock.advance(1000);
      await setConsent(ctx, { id: made.id, channel: 'email', granted: i % 2 === 0 });
      await updateContact(ctx, { id: made.id, firstName: `Ann ${i}` });
    }
    const walked = [];
    let cursor: string | undefined;
    do {
      const page = await listTimeline(ctx, { id: made.id, kind: 'consents', limit: 2, cursor });
      walked.push(...page.items.map((line) => line.type));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(walked).toEqual([0, 1, 0, 1, 0].map((off) => (off ? 'consent.withdrawn' : 'consent.granted')));
    const all = (await listTimeline(ctx, { id: made.id })).items.length;
    const sum = await Promise.all(timelineKinds.map((kind) => listTimeline(ctx, { id: made.id, kind })));
    expect(sum.reduce((n, page) => n + page.items.length, 0)).toBe(all);
    const kinds = Object.values(timelineEvents).flat();
    expect(new Set(kinds).size).toBe(kinds.length);
  });
});
