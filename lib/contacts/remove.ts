import { and, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { contacts, contactTimelineEvents } from '@/db/schema';
import { command } from '@/lib/platform/command';
import { actorLabel } from '@/lib/platform/context';
import { contactFact } from './events';
import { findContact } from './queries';
import { ContactRef } from './schema';

export const removeContact = command({
  name: 'contacts.remove',
  summary: 'Delete a contact; it can be brought back for 30 days',
  access: 'contacts:write',
  http: { method: 'DELETE', path: '/contacts/{id}' },
  input: ContactRef,
  output: z.object({ id: z.string() }),
  entity: (input) => ({ type: 'contact', id: input.id }),
  async run(ctx, { id }) {
    const before = await findContact(ctx, id);
    const now = ctx.clock.now();
    await ctx.tx
      .update(contacts)
      .set({ deletedAt: now, updatedAt: now, version: sql`${contacts.version} + 1` })
      .where(and(eq(contacts.tenantId, ctx.tenant), eq(contacts.id, id)));
    await ctx.tx.insert(contactTimelineEvents).values({
      tenantId: ctx.tenant,
      contactId: id,
      eventType: 'contact.deleted',
      title: 'Contact deleted',
      actor: actorLabel(ctx.actor),
      occurredAt: now,
    });
    ctx.emit(contactFact('deleted', id, before.version + 1));
    return { id };
  },
});
