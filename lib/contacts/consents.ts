import { and, desc, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { contactConsents, contacts, topics } from '@/db/schema';
import { command, query } from '@/lib/platform/command';
import { contactFact } from './events';
import { recordPast } from './past';
import { findContact } from './queries';
import { ConsentSet, ContactRef } from './schema';
import { channels, consentSources, consentSubjects, ledgerPurposes } from './vocabulary';
import { appendConsents } from './write';

const shown = 500;

/** One line of the ledger; the first of a channel and purpose, of topics the first of each, is what holds. */
export const ConsentEntry = z
  .object({
    id: z.string(),
    channel: z.enum(channels),
    purpose: z.enum(ledgerPurposes),
    /** What a line with the purpose `topic` is about. */
    topic: z.object({ id: z.string(), name: z.string() }).nullable(),
    granted: z.boolean(),
    source: z.enum(consentSources),
    sourceDetail: z.string().nullable(),
    actor: z.string().nullable(),
    occurredAt: z.iso.datetime(),
  })
  .meta({ id: 'ConsentEntry' });
const Ledger = z.object({
  items: z.array(ConsentEntry),
  /** What holds of each topic of which something was said; of the others holds what holds of marketing. */
  topics: z.array(
    z.object({
      topic: z.object({ id: z.string(), name: z.string() }),
      channel: z.enum(channels),
      granted: z.boolean(),
    }),
  ),
});
type Entry = z.output<typeof ConsentEntry>;

export const listConsents = query({
  name: 'contacts.list_consents',
  summary: "Read a contact's ledger of consent, newest first",
  access: 'contacts:read',
  http: { method: 'GET', path: '/contacts/{id}/consents' },
  input: ContactRef,
  output: Ledger,
  async run(ctx, { id }) {
    await findContact(ctx, id);
    const held = await ctx.tx.execute<{ id: string; name: string; channel: Entry['channel']; granted: boolean }>(sql`
      select t.id, t.name, s.channel, s.granted from contact_topic_state s join topics t on t.tenant_id = s.tenant_id and t.id = s.topic_id
      where s.tenant_id = ${ctx.tenant} and s.contact_id = ${id} order by t.position, t.id, s.channel`);
    const rows = await ctx.tx
      .select({ line: contactConsents, topic: { id: topics.id, name: topics.name } })
      .from(contactConsents)
      .leftJoin(topics, and(eq(topics.tenantId, contactConsents.tenantId), eq(topics.id, contactConsents.topicId)))
      .where(and(eq(contactConsents.tenantId, ctx.tenant), eq(contactConsents.contactId, id)))
      .orderBy(desc(contactConsents.occurredAt), desc(contactConsents.id))
      .limit(shown);
    return {
      items: rows.map(({ line: row, topic }) => ({
        id: row.id,
        channel: row.channel as Entry['channel'],
        purpose: row.purpose as Entry['purpose'],
        topic,
        granted: row.granted,
        source: row.source as Entry['source'],
        sourceDetail: row.sourceDetail,
        actor: row.actor,
        occurredAt: row.occurredAt.toISOString(),
      })),
      topics: [...held].map(({ id: topicId, name, channel, granted }) => ({
        ...{ topic: { id: topicId, name }, channel, granted },
      })),
    };
  },
});

export const setConsent = command({
  name: 'contacts.set_consent',
  summary: 'Record that a contact gave or withdrew consent; the ledger only grows',
  access: 'contacts:write',
  http: { method: 'POST', path: '/contacts/{id}/consents', status: 201 },
  input: ConsentSet,
  output: z.object({
    contactId: z.string(),
    channel: z.enum(channels),
    purpose: z.enum(consentSubjects),
    topicId: z.string().nullable(),
    granted: z.boolean(),
  }),
  entity: (input) => ({ type: 'contact', id: input.id }),
  async run(ctx, { id, ...consent }) {
    await findContact(ctx, id);
    const { channel, purpose, granted, topicId, source } = consent;
    const topic = (await appendConsents(ctx, id, [consent])).get(topicId ?? '');
    const [after] = await ctx.tx
      .update(contacts)
      .set({ version: sql`${contacts.version} + 1`, updatedAt: ctx.clock.now() })
      .where(and(eq(contacts.tenantId, ctx.tenant), eq(contacts.id, id)))
      .returning({ version: contacts.version });
    if (!after) throw new Error('The update returned no row.');
    await recordPast(ctx, [
      {
        contactId: id,
        eventType: granted ? 'consent.granted' : 'consent.withdrawn',
        title: granted ? 'Consent given' : 'Consent withdrawn',
        details: { channel, purpose, source, ...(topic ? { topic } : {}) },
      },
    ]);
    const said = { channel, purpose, granted, ...(topicId ? { topicId } : {}) };
    ctx.audit(said);
    ctx.emit(contactFact('consent_changed', id, after.version, said));
    return { contactId: id, channel, purpose, topicId: topicId ?? null, granted };
  },
});
