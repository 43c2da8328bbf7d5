import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm';
import { z } from 'zod';
import { contacts } from '@/db/schema';
import { command, type CommandCtx } from '@/lib/platform/command';
import { notFound } from '@/lib/platform/errors';
import { contactFact } from './events';
import { recordPast } from './past';
import { ContactRef, ContactRefs } from './schema';

/** Deletes those of them that exist, in one statement; answers their ids. */
async function remove(ctx: CommandCtx, ids: readonly string[]): Promise<string[]> {
  const live = and(eq(contacts.tenantId, ctx.tenant), inArray(contacts.id, [...ids]), isNull(contacts.deletedAt));
  // Locked in one order, so that two such commands wait for each other instead of failing.
  await ctx.tx.select({ id: contacts.id }).from(contacts).where(live).orderBy(asc(contacts.id)).for('update');
  const now = ctx.clock.now();
  const rows = await ctx.tx
    .update(contacts)
    .set({ deletedAt: now, updatedAt: now, version: sql`${contacts.version} + 1` })
    .where(live)
    .returning({ id: contacts.id, version: contacts.version });
  await recordPast(
    ctx,
    rows.map(({ id }) => ({ contactId: id, eventType: 'contact.deleted' as const, title: 'Contact deleted' })),
  );
  for (const { id, version } of rows) ctx.emit(contactFact('deleted', id, version));
  return rows.map(({ id }) => id).sort();
}

export const removeContact = command({
  name: 'contacts.remove',
  summary: 'Delete a contact; it can be brought back for 30 days',
  access: 'contacts:write',
  http: { method: 'DELETE', path: '/contacts/{id}' },
  input: ContactRef,
  output: z.object({ id: z.string() }),
  entity: (input) => ({ type: 'contact', id: input.id }),
  async run(ctx, { id }) {
    if ((await remove(ctx, [id])).length === 0) throw notFound('contact');
    return { id };
  },
});

export const removeContacts = command({
  name: 'contacts.remove_many',
  summary:
    'Delete several contacts at once; they can be brought back for 30 days. Those that do not exist are passed over',
  access: 'contacts:write',
  http: { method: 'POST', path: '/contacts/remove' },
  input: ContactRefs,
  output: z.object({ removed: z.array(z.string()) }),
  async run(ctx, { ids }) {
    const removed = await remove(ctx, ids);
    ctx.audit({ ids: removed });
    return { removed };
  },
});
