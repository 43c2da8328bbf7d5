import { and, eq, inArray, sql } from 'drizzle-orm';
import type { z } from 'zod';
import {
  attributeDefinitions,
  channelIdentifiers,
  contactConsents,
  contacts,
  contactTagMapping,
  contactTags,
} from '@/db/schema';
import { actorLabel, type TxCtx } from '@/lib/platform/context';
import { conflict, driverFailure, invalid } from '@/lib/platform/errors';
import { topicNames } from '@/lib/topics';
import type { NormalIdentity } from './contact';
import { limits } from './limits';
import type { ConsentInput } from './schema';
import type { AttributeType } from './vocabulary';

type Attributes = Record<string, string | number | boolean>;
const typeOf = (value: string | number | boolean): AttributeType =>
  typeof value === 'string' ? 'text' : (typeof value as 'number' | 'boolean');

/** Sets exactly these tags, making those that are new to the tenant. */
export async function setTags(ctx: TxCtx, contactId: string, names: string[]): Promise<void> {
  // In one order, so that two who bring the same new tags wait for each other instead of failing.
  const wanted = [...new Set(names)].sort();
  const at = and(eq(contactTagMapping.tenantId, ctx.tenant), eq(contactTagMapping.contactId, contactId));
  await ctx.tx.delete(contactTagMapping).where(at);
  if (wanted.length === 0) return;
  await ctx.tx
    .insert(contactTags)
    .values(wanted.map((name) => ({ tenantId: ctx.tenant, name })))
    .onConflictDoNothing();
  const tags = await ctx.tx
    .select({ id: contactTags.id })
    .from(contactTags)
    .where(and(eq(contactTags.tenantId, ctx.tenant), inArray(contactTags.name, wanted)));
  await ctx.tx
    .insert(contactTagMapping)
    .values(tags.map((tag) => ({ tenantId: ctx.tenant, contactId, tagId: tag.id })));
}

/** Keeps channel_identifiers in step with the primary address and number. */
export async function setIdentifiers(ctx: TxCtx, contactId: string, identity: NormalIdentity): Promise<void> {
  await ctx.tx
    .delete(channelIdentifiers)
    .where(
      and(
        eq(channelIdentifiers.tenantId, ctx.tenant),
        eq(channelIdentifiers.contactId, contactId),
        eq(channelIdentifiers.isPrimary, true),
      ),
    );
  const rows = [
    ['email', identity.emailNormalized],
    ['sms', identity.phoneE164],
  ].flatMap(([channel, identifier]) =>
    channel && identifier ? [{ tenantId: ctx.tenant, contactId, channel, identifier, isPrimary: true }] : [],
  );
  if (rows.length) await ctx.tx.insert(channelIdentifiers).values(rows).onConflictDoNothing();
}

/** Makes a definition for each key that the tenant has not used yet; refuses a value of another type. */
export async function defineAttributes(ctx: TxCtx, values: Attributes): Promise<void> {
  const keys = Object.keys(values);
  if (keys.length === 0) return;
  const known = await ctx.tx
    .select({ key: attributeDefinitions.key, dataType: attributeDefinitions.dataType })
    .from(attributeDefinitions)
    .where(eq(attributeDefinitions.tenantId, ctx.tenant));
  const types = new Map(known.map((d) => [d.key, d.dataType]));
  const wrong = Object.entries(values).find(([key, value]) => {
    const type = types.get(key);
    return type && type !== typeOf(value) && !(type === 'date' && typeof value === 'string');
  });
  if (wrong)
    throw invalid(
      `attributes.${wrong[0]} holds ${types.get(wrong[0])} values in this organisation; ${JSON.stringify(wrong[1])} is none.`,
      { [`attributes.${wrong[0]}`]: `must be a ${types.get(wrong[0])}` },
    );
  const added = keys.filter((key) => !types.has(key));
  if (known.length + added.length > limits.attributes)
    throw invalid(
      `An organisation can have ${limits.attributes} attributes; ${known.length} are in use. Reuse one, or remove one first.`,
      { attributes: 'too many different keys' },
    );
  if (added.length) {
    await ctx.tx
      .insert(attributeDefinitions)
      .values(
        added.map((key) => ({
          tenantId: ctx.tenant,
          key,
          label: labelOf(key),
          dataType: typeOf(values[key] as string),
        })),
      )
      .onConflictDoNothing();
  }
}

/** `class_year` and `classYear` read "Class year". */
export function labelOf(key: string): string {
  const words = key
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/_/g, ' ')
    .trim()
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Those with addresses or numbers that can be on the list of suppressions. */
const listedChannels: readonly string[] = ['email', 'sms', 'whatsapp'];

/**
 * Appends to the ledger of consent; a grant ends an unsubscription of the address or number that came before it. Returns the
 * names of the topics. Throws `invalid` for one that does not exist.
 */
export async function appendConsents(
  ctx: TxCtx,
  contactId: string,
  consents: readonly z.output<typeof ConsentInput>[],
): Promise<ReadonlyMap<string, string>> {
  if (consents.length === 0) return new Map();
  const topics = await topicNames(
    ctx,
    consents.flatMap(({ topicId }) => topicId ?? []),
  );
  const occurredAt = ctx.clock.now();
  const actor = actorLabel(ctx.actor);
  const given = consents.filter(({ granted }) => granted);
  const again = [...new Set(given.map(({ channel }) => channel))].filter((channel) => listedChannels.includes(channel));
  const at = sql`${occurredAt.toISOString()}::timestamptz`;
  // One topic again, or service, is not all mailings again, nor are these the other.
  for (const one of again) {
    const wanted = given.flatMap(({ channel, purpose }) => (channel === one ? [purpose] : []));
    await ctx.tx.execute(
      sql`select keep_unsubscribed(${ctx.tenant}, ${contactId}::uuid, ${one}, ${actor}, ${at}, string_to_array(${wanted.join(',')}, ','))`,
    );
  }
  await ctx.tx.insert(contactConsents).values(
    consents.map((consent) => ({
      ...consent,
      tenantId: ctx.tenant,
      contactId,
      actor,
      occurredAt,
    })),
  );
  for (const one of again)
    await ctx.tx
      .execute(sql`select lift_unsubscription(tenant_id, ${one}, ${one === 'email' ? contacts.emailNormalized : contacts.phoneE164}, id, ${actor}, ${at}) from ${contacts}
    where tenant_id = ${ctx.tenant} and id = ${contactId} and ${one === 'email' ? contacts.emailNormalized : contacts.phoneE164} is not null`);
  return topics;
}

/** Says which field another contact already has, instead of "unique violation". */
export function explainConflict(error: unknown): never {
  const constraint = driverFailure(error)?.constraint;
  if (constraint === 'contacts_email_key')
    throw conflict('Another contact has this email address. Open that one, or change its address first.', {
      email: 'belongs to another contact',
    });
  if (constraint === 'contacts_external_id_key')
    throw conflict('Another contact has this external id.', { externalId: 'belongs to another contact' });
  throw error;
}
