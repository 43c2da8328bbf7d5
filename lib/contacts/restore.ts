import { and, eq, gt, inArray, sql } from 'drizzle-orm';
import { z } from 'zod';
import { contacts } from '@/db/schema';
import { command, type CommandCtx } from '@/lib/platform/command';
import { conflict, DomainError } from '@/lib/platform/errors';
import { contactFact } from './events';
import { recordPast } from './past';
import { findContact, presentOne, restorableSince } from './queries';
import { Contact, ContactRef, ContactRefs, RestoreConflict } from './schema';
import { explainConflict } from './write';

type Conflict = z.output<typeof RestoreConflict>;

type Holder = Conflict['holder'];

interface Candidate extends Record<string, unknown> {
  id: string;
  display_name: string;
  email: string | null;
  external_id: string | null;
  email_holder: Holder | null;
  id_holder: Holder | null;
}

/** Deleted contacts among `ids`, the one deleted last first, each with who has its address or external id by now. */
async function candidates(ctx: CommandCtx, ids: readonly string[]): Promise<Candidate[]> {
  const since = restorableSince(ctx.clock.now());
  const chosen = await ctx.tx
    .select({ id: contacts.id })
    .from(contacts)
    .where(and(eq(contacts.tenantId, ctx.tenant), inArray(contacts.id, [...ids]), gt(contacts.deletedAt, since)))
    .orderBy(contacts.id)
    .for('update');
  if (chosen.length === 0) return [];
  const holder = (column: 'email_normalized' | 'external_id') => sql`(
    select jsonb_build_object('id', h.id, 'displayName', h.display_name) from contacts h
    where h.tenant_id = ${ctx.tenant} and h.${sql.raw(column)} = c.${sql.raw(column)} and h.deleted_at is null limit 1)`;
  const rows = await ctx.tx.execute<Candidate>(sql`
    select c.id, c.display_name, c.email_normalized as email, c.external_id,
      ${holder('email_normalized')} as email_holder, ${holder('external_id')} as id_holder
    from contacts c where c.tenant_id = ${ctx.tenant} and c.id in ${chosen.map(({ id }) => id)} order by c.deleted_at desc, c.id desc`);
  return [...rows];
}

/** Who can come back, and who cannot: of several with one address or id the one that was deleted last, if nothing else keeps it away. */
function settle(found: readonly Candidate[]): { free: string[]; conflicts: Conflict[] } {
  const taken = { email: new Map<string, Holder>(), externalId: new Map<string, Holder>() };
  const free: string[] = [];
  const conflicts: Conflict[] = [];
  for (const { id, display_name: displayName, email, external_id: externalId, email_holder, id_holder } of found) {
    const byEmail = email_holder ?? (email === null ? undefined : taken.email.get(email));
    const byId = id_holder ?? (externalId === null ? undefined : taken.externalId.get(externalId));
    if (byEmail) conflicts.push({ id, displayName, field: 'email', holder: byEmail });
    else if (byId) conflicts.push({ id, displayName, field: 'externalId', holder: byId });
    else {
      free.push(id);
      if (email !== null) taken.email.set(email, { id, displayName });
      if (externalId !== null) taken.externalId.set(externalId, { id, displayName });
    }
  }
  return { free, conflicts };
}

async function restore(
  ctx: CommandCtx,
  ids: readonly string[],
): Promise<{ restored: string[]; conflicts: Conflict[] }> {
  const { free, conflicts } = settle(await candidates(ctx, ids));
  if (free.length === 0) return { restored: [], conflicts };
  const rows = await ctx.tx
    .update(contacts)
    .set({ deletedAt: null, updatedAt: ctx.clock.now(), version: sql`${contacts.version} + 1` })
    .where(and(eq(contacts.tenantId, ctx.tenant), inArray(contacts.id, free)))
    .returning({ id: contacts.id, version: contacts.version })
    .catch(explainConflict);
  await recordPast(
    ctx,
    rows.map(({ id }) => ({ contactId: id, eventType: 'contact.restored' as const, title: 'Contact brought back' })),
  );
  for (const { id, version } of rows) ctx.emit(contactFact('restored', id, version));
  return { restored: rows.map(({ id }) => id), conflicts };
}

const names = { email: 'email address', externalId: 'external id' };

export const restoreContact = command({
  name: 'contacts.restore',
  summary: 'Bring a contact back that was deleted in the last 30 days',
  access: 'contacts:write',
  http: { method: 'POST', path: '/contacts/{id}/restore' },
  input: ContactRef,
  output: Contact,
  entity: ({ id }) => ({ type: 'contact', id }),
  async run(ctx, { id }) {
    const { restored, conflicts } = await restore(ctx, [id]);
    const [taken] = conflicts;
    if (taken)
      throw conflict(
        `${taken.holder.displayName} has the ${names[taken.field]} of ${taken.displayName} by now. Change it there or delete that contact, then bring this one back.`,
        { [taken.field]: `belongs to ${taken.holder.displayName}` },
      );
    if (restored.length === 0)
      throw new DomainError({
        code: 'not_found',
        message: 'There is no contact with this id that was deleted in the last 30 days.',
      });
    return presentOne(ctx, await findContact(ctx, id));
  },
});

export const restoreContacts = command({
  name: 'contacts.restore_many',
  summary:
    'Bring several contacts back that were deleted in the last 30 days; those whose address another has by now stay',
  access: 'contacts:write',
  http: { method: 'POST', path: '/contacts/restore' },
  input: ContactRefs,
  output: z.object({ restored: z.array(z.string()), conflicts: z.array(RestoreConflict) }),
  async run(ctx, { ids }) {
    const result = await restore(ctx, ids);
    ctx.audit({ ids: result.restored });
    return result;
  },
});
