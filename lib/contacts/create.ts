import { contacts } from '@/db/schema';
import { command } from '@/lib/platform/command';
import { actorLabel } from '@/lib/platform/context';
import { displayNameOf, normaliseIdentity } from './contact';
import { contactFact } from './events';
import { presentOne } from './queries';
import { Contact, ContactCreate } from './schema';
import { appendConsents, defineAttributes, explainConflict, setIdentifiers, setTags } from './write';

export const createContact = command({
  name: 'contacts.create',
  summary: 'Create a contact',
  access: 'contacts:write',
  http: { method: 'POST', path: '/contacts', status: 201 },
  input: ContactCreate,
  output: Contact,
  entity: (_, contact) => ({ type: 'contact', id: contact.id }),
  async run(ctx, input) {
    const identity = normaliseIdentity(input, input.country ?? null);
    const attributes = Object.fromEntries(
      Object.entries(input.attributes ?? {}).filter((e): e is [string, string | number | boolean] => e[1] !== null),
    );
    await defineAttributes(ctx, attributes);
    const now = ctx.clock.now();
    const [row] = await ctx.tx
      .insert(contacts)
      .values({
        tenantId: ctx.tenant,
        ...identity,
        displayName: displayNameOf(identity),
        language: input.language ?? null,
        country: input.country ?? null,
        timeZone: input.timeZone ?? null,
        attributes,
        source: ctx.actor.kind === 'apiKey' ? 'api' : 'manual',
        createdBy: actorLabel(ctx.actor),
        createdAt: now,
        updatedAt: now,
      })
      .returning()
      .catch(explainConflict);
    if (!row) throw new Error('The insert returned no row.');
    await setIdentifiers(ctx, row.id, identity);
    if (input.tags) await setTags(ctx, row.id, input.tags);
    await appendConsents(ctx, row.id, input.consents ?? []);
    ctx.emit(contactFact('created', row.id, row.version));
    return presentOne(ctx, row);
  },
});
