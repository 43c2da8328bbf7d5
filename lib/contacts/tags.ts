import { and, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { contacts } from '@/db/schema';
import { command, query, type CommandCtx } from '@/lib/platform/command';
import { invalid } from '@/lib/platform/errors';
import { contactFact } from './events';
import { recordPast, tagsChanged } from './past';
import { extrasOf, holdContact, presentOne } from './queries';
import { limits } from './limits';
import { Contact, tagNames } from './schema';
import { setTags } from './write';

const shown = 1000;

export const Tag = z
  .object({ id: z.string(), name: z.string(), color: z.string().nullable(), contacts: z.number().int().optional() })
  .meta({ id: 'Tag' });

export const listTags = query({
  name: 'contacts.list_tags',
  summary: 'List the tags of the organisation, and how many contacts have each',
  access: 'contacts:read',
  http: { method: 'GET', path: '/tags' },
  input: z.object({
    q: z.string().trim().max(60).optional(),
    counted: z
      .stringbool()
      .default(true)
      .describe('false leaves out how many contacts have each, which has to be counted'),
  }),
  output: z.object({ items: z.array(Tag) }),
  async run(ctx, { q, counted }) {
    const where = q ? sql`and lower(t.name) ^@ lower(${q})` : sql``;
    const bearers = counted
      ? sql`(select count(*)::int from contact_tag_mapping m join contacts c on c.tenant_id = m.tenant_id and c.id = m.contact_id
          where m.tenant_id = t.tenant_id and m.tag_id = t.id and c.deleted_at is null)`
      : sql`null::int`;
    const rows = await ctx.tx.execute<{ id: string; name: string; color: string | null; contacts: number | null }>(sql`
      select t.id, t.name, t.color, ${bearers} as contacts
      from contact_tags t where t.tenant_id = ${ctx.tenant} ${where} order by t.name collate "und-x-icu" limit ${shown}`);
    return { items: rows.map(({ contacts, ...tag }) => (contacts === null ? tag : { ...tag, contacts })) };
  },
});

const input = z.object({ id: z.uuid(), tags: tagNames });
type TagsOf = (before: readonly string[], given: readonly string[]) => string[];

/** Gives a contact the tags that come of those it has and those given, while nobody else changes them. */
const retag = (tagsOf: TagsOf) =>
  async function run(ctx: CommandCtx, { id, tags: given }: z.output<typeof input>) {
    const held = await holdContact(ctx, id);
    const before = (await extrasOf(ctx, [id]))(id).tags;
    const tags = tagsOf(before, given);
    if (tags.length > Math.max(limits.tags, before.length))
      throw invalid(`A contact can have ${limits.tags} tags; this one would have ${tags.length}.`, {
        tags: `more than ${limits.tags}`,
      });
    if (tags.length === before.length && tags.every((tag) => before.includes(tag))) return presentOne(ctx, held);
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
  };

export const setContactTags = command({
  name: 'contacts.set_tags',
  summary: 'Give a contact exactly these tags',
  access: 'contacts:write',
  http: { method: 'PUT', path: '/contacts/{id}/tags' },
  input,
  output: Contact,
  entity: ({ id }) => ({ type: 'contact', id }),
  run: retag((_, given) => [...given]),
});

export const addContactTags = command({
  name: 'contacts.add_tags',
  summary: 'Give a contact these tags besides those that it has',
  access: 'contacts:write',
  http: { method: 'POST', path: '/contacts/{id}/tags' },
  input,
  output: Contact,
  entity: ({ id }) => ({ type: 'contact', id }),
  run: retag((before, given) => [...new Set([...before, ...given])]),
});
