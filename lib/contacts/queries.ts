import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import { contactTagMapping, contactTags, contacts } from '@/db/schema';
import type { TxCtx } from '@/lib/platform/context';
import { notFound } from '@/lib/platform/errors';
import { presentContact, type ContactExtras, type ContactRow } from './present';
import { suppressedText } from './rows';
import type { Channel } from './vocabulary';

/** A contact of this tenant that is not deleted; throws `not_found`. */
export async function findContact(ctx: TxCtx, id: string): Promise<ContactRow> {
  const [row] = await ctx.tx
    .select()
    .from(contacts)
    .where(and(eq(contacts.tenantId, ctx.tenant), eq(contacts.id, id), isNull(contacts.deletedAt)));
  if (!row) throw notFound('contact');
  return row;
}

/** The same, held until the end of the transaction: what is read of it is not changed by somebody else meanwhile. */
export async function holdContact(ctx: TxCtx, id: string): Promise<ContactRow> {
  await ctx.tx.execute(sql`select 1 from ${contacts} where tenant_id = ${ctx.tenant} and id = ${id} for update`);
  return findContact(ctx, id);
}

const restorableMs = 30 * 24 * 3_600_000;

/** Contacts that were deleted after this instant can be brought back. */
export const restorableSince = (now: Date): Date => new Date(now.getTime() - restorableMs);

/** Tags, marketing consent and suppressions of several contacts, in three statements. */
export async function extrasOf(ctx: TxCtx, ids: string[]): Promise<(id: string) => ContactExtras> {
  if (ids.length === 0) return () => ({ tags: [], consent: {}, doNotContact: [], suppressed: {} });
  const [tagRows, consentRows, suppressedRows] = await Promise.all([
    ctx.tx
      .select({ contactId: contactTagMapping.contactId, name: contactTags.name })
      .from(contactTagMapping)
      .innerJoin(
        contactTags,
        and(eq(contactTags.tenantId, contactTagMapping.tenantId), eq(contactTags.id, contactTagMapping.tagId)),
      )
      .where(and(eq(contactTagMapping.tenantId, ctx.tenant), inArray(contactTagMapping.contactId, ids)))
      .orderBy(contactTags.name),
    ctx.tx.execute<{ contact_id: string; channel: string; purpose: string; granted: boolean }>(
      sql`select contact_id, channel, purpose, granted from contact_consent_state where tenant_id = ${ctx.tenant} and contact_id in ${ids} and purpose in ('marketing', 'any')`,
    ),
    ctx.tx.execute<{ id: string; suppressed: ContactExtras['suppressed'] }>(
      sql`select c.id, ${sql.raw(suppressedText)} as suppressed from contacts c where c.tenant_id = ${ctx.tenant} and c.id in ${ids}`,
    ),
  ]);
  return (id) => {
    const held = consentRows.filter((c) => c.contact_id === id);
    return {
      tags: tagRows.filter((t) => t.contactId === id).map((t) => t.name),
      consent: Object.fromEntries(held.filter((c) => c.purpose === 'marketing').map((c) => [c.channel, c.granted])),
      doNotContact: held.filter((c) => c.purpose === 'any' && !c.granted).map((c) => c.channel as Channel),
      suppressed: suppressedRows.find((row) => row.id === id)?.suppressed ?? {},
    };
  };
}

export async function presentOne(ctx: TxCtx, row: ContactRow) {
  return presentContact(row, (await extrasOf(ctx, [row.id]))(row.id));
}
