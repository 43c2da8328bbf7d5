import { and, eq, sql } from 'drizzle-orm';
import { contactAttributes, contacts } from '@/db/schema';
import { command, parseInput } from '@/lib/platform/command';
import { conflict } from '@/lib/platform/errors';
import { zoneNamed } from '@/lib/platform/zones';
import { displayNameOf, normaliseIdentity } from './contact';
import { contactFact } from './events';
import { recordPast, rowChanged, tagsChanged } from './past';
import { extrasOf, holdContact, presentOne } from './queries';
import { Contact, ContactUpdate, ZoneTyped } from './schema';
import { defineAttributes, explainConflict, setIdentifiers, setTags } from './write';

type Attributes = Record<string, string | number | boolean>;

/** New values over old ones; null removes. Returns what was replaced, for the history. */
function mergeAttributes(
  before: Attributes,
  change: Record<string, string | number | boolean | null>,
): { after: Attributes; replaced: Attributes } {
  const after = { ...before };
  const replaced: Attributes = {};
  for (const [key, value] of Object.entries(change)) {
    const old = before[key];
    if (old === value) continue;
    if (old !== undefined) replaced[key] = old;
    if (value === null) delete after[key];
    else after[key] = value;
  }
  return { after, replaced };
}

/** By its name of today; what stood there before zones were checked may stay as it is. */
function zoneOf(typed: string | null | undefined, before: string | null): string | null {
  if (!typed || (typed === before && zoneNamed(typed) === null)) return typed ?? null;
  return parseInput(ZoneTyped, { timeZone: typed }).timeZone;
}

export const updateContact = command({
  name: 'contacts.update',
  summary: 'Change a contact; only the fields that are given change',
  access: 'contacts:write',
  http: { method: 'PATCH', path: '/contacts/{id}' },
  input: ContactUpdate,
  output: Contact,
  entity: (input) => ({ type: 'contact', id: input.id }),
  async run(ctx, { id, version, tags, attributes, status, ...input }) {
    // The version is checked, and attributes are merged, on a row that nobody else is changing.
    const before = await holdContact(ctx, id);
    if (version !== undefined && version !== before.version) {
      throw conflict(
        `Somebody else changed this contact meanwhile (version ${before.version}, you had ${version}). Reload it and make your change again.`,
        { version: 'is not the newest' },
      );
    }
    const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
    const identity = normaliseIdentity(
      { ...before, phone: before.phoneE164, ...given },
      input.country ?? before.country,
    );
    const { after, replaced } = mergeAttributes(before.attributes, attributes ?? {});
    const added = Object.fromEntries(Object.entries(after).filter(([key]) => attributes && key in attributes));
    await defineAttributes(ctx, added);
    const [row] = await ctx.tx
      .update(contacts)
      .set({
        ...identity,
        displayName: displayNameOf(identity),
        attributes: after,
        ...(status ? { status } : {}),
        ...('language' in given ? { language: input.language ?? null } : {}),
        ...('country' in given ? { country: input.country ?? null } : {}),
        ...('timeZone' in given ? { timeZone: zoneOf(input.timeZone, before.timeZone) } : {}),
        version: sql`${contacts.version} + 1`,
        updatedAt: ctx.clock.now(),
      })
      .where(and(eq(contacts.tenantId, ctx.tenant), eq(contacts.id, id)))
      .returning()
      .catch(explainConflict);
    if (!row) throw new Error('The update returned no row.');
    const history = Object.entries(replaced);
    if (history.length) {
      await ctx.tx.insert(contactAttributes).values(
        history.map(([key, value]) => ({
          tenantId: ctx.tenant,
          contactId: id,
          key,
          value,
          dataType: typeof value === 'string' ? 'text' : typeof value,
          source: ctx.actor.kind,
          replacedAt: ctx.clock.now(),
        })),
      );
    }
    await setIdentifiers(ctx, id, identity);
    const past = rowChanged(before, row);
    if (tags) {
      past.push(...tagsChanged(id, (await extrasOf(ctx, [id]))(id).tags, tags));
      await setTags(ctx, id, tags);
    }
    await recordPast(ctx, past);
    ctx.audit({ fields: Object.keys(given), attributes: Object.keys(attributes ?? {}) });
    ctx.emit(contactFact('updated', id, row.version));
    return presentOne(ctx, row);
  },
});
