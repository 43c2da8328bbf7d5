import { and, eq, sql } from 'drizzle-orm';
import { contactConsents, contacts } from '@/db/schema';
import { command } from '@/lib/platform/command';
import { actorLabel } from '@/lib/platform/context';
import { contactFact } from './events';
import { recordPast } from './past';
import { findContact, presentOne } from './queries';
import { Contact, DoNotContact } from './schema';
import { channels } from './vocabulary';

export const setDoNotContact = command({
  name: 'contacts.set_do_not_contact',
  summary: 'Record that a contact wants nothing more on some or all channels, or may be contacted again',
  access: 'contacts:write',
  http: { method: 'POST', path: '/contacts/{id}/do-not-contact' },
  input: DoNotContact,
  output: Contact,
  entity: ({ id }) => ({ type: 'contact', id }),
  async run(ctx, { id, on, channels: named, note }) {
    const row = await findContact(ctx, id);
    const before = (await presentOne(ctx, row)).doNotContact;
    const changed = channels.filter((c) => (named ?? channels).includes(c) && before.includes(c) !== on);
    if (changed.length === 0) return presentOne(ctx, row);
    const now = ctx.clock.now();
    await ctx.tx.insert(contactConsents).values(
      changed.map((channel) => ({
        ...{ tenantId: ctx.tenant, contactId: id, channel, purpose: 'any', granted: !on },
        ...{ source: 'manual', sourceDetail: note ?? null, actor: actorLabel(ctx.actor), occurredAt: now },
      })),
    );
    const [after] = await ctx.tx
      .update(contacts)
      .set({ version: sql`${contacts.version} + 1`, updatedAt: now })
      .where(and(eq(contacts.tenantId, ctx.tenant), eq(contacts.id, id)))
      .returning();
    if (!after) throw new Error('The update returned no row.');
    await recordPast(ctx, [
      {
        contactId: id,
        eventType: on ? 'consent.withdrawn' : 'consent.granted',
        title: on ? 'Asked not to be contacted' : 'May be contacted again',
        details: { purpose: 'any', channels: changed, ...(note ? { note } : {}) },
      },
    ]);
    ctx.audit({ on, channels: changed });
    ctx.emit(contactFact('consent_changed', id, after.version, { purpose: 'any', channels: changed, granted: !on }));
    return presentOne(ctx, after);
  },
});
