import { and, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { contacts } from '@/db/schema';
import { command, query } from '@/lib/platform/command';
import { contactFact } from './events';
import { recordPast, tagsChanged } from './past';
import { extrasOf, holdContact, presentOne } from './queries';
import { Contact, tagNames } from './schema';
import { setTags } from './write';

const shown = 1000;

export const Tag = z
  .object({ id: z.string(), name: z.string(), color: z.string().nullable(), contacts: z.number().int() })
  .meta({ id: 'Tag' });

export const listTags = query({
  name: 'contacts.list_tags',
  summary: 'List the tags of the organisation with how many contacts have each',
  access: 'contacts:read',
  http: { method: 'GET', path: '/tags' },
  input: z.object({ q: z.string().trim().max(60).optional() }),
  output: z.object({ items: z.array(Tag) }),
  async run(ctx, { q }) {
    const where = q ? sql`and lower(t.name) ^@ lower(${q})` : sql``;
    const rows = await ctx.tx.execute<{ id: string; name: string; color: string | null; contacts: number }>(sql`
      select t.id, t.name, t.color, (select count(*)::int from contact_tag_mapping m where m.tenant_id = t.tenant_id and m.tag_id = t.id) as contacts
      from contact_tags t where t.tenant_id = ${ctx.tenant} ${where} order by t.name collate "und-x-icu" limit ${shown}`);
    return { items: [...rows] };
  },
});

export const setContactTags = command({
  name: 'contacts.set_tags',
  summary: 'Give a contact exactly these tags',
  access: 'contacts:write',
  http: { method: 'PUT', path: '/contacts/{id}/tags' },
  input: z.object({ id: z.uuid(), tags: tagNames }),
  output: Contact,
  entity: (input) => ({ type: 'contact', id: input.id }),
  async run(ctx, { id, tags }) {
    await holdContact(ctx, id);
    const before = (await extrasOf(ctx, [id]))(id).tags;
    await setTags(ctx, id, tags);
    await recordPast(ctx, tagsChanged(id, before, tags));
    const [row] = await ctx.tx
      .update(contacts)
      .set({ version: sql`${contacts.version} + 1`, updatedAt: ctx.clock.now() })
      .where(and(eq(contacts.tenantId, ctx.tenant), eq(contacts.id, id)))
      .returning();
    if (!row) throw new Error('The update returned no row.');
    ctx.emit(contactFact('updated', id, row.version, { tags: true }));
    return presentOne(ctx, row);
  },
});
