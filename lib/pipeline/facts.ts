import type { Tags, TagsTx } from '@/db/client';
import { loadRules, rulesFor, uncounted, type Asking, type GateRules } from '@/lib/compliance';
import type { ScopeContact } from '@/lib/templates';
import { notFound } from '@/lib/platform/errors';
import type { GateFacts } from './gate';
import { none, peopleOf, scopeColumns, wordsOf, type Columns, type Person, type Whom, type Word } from './people';
import { isFreeText } from './window';

export interface Recipient extends GateFacts {
  contactId: string;
}

type Words = Partial<Record<'any' | 'purpose' | 'topic', Word>>;

const told = ({ granted, source, occurred_at, confirmed_at }: Word) => ({
  granted,
  source,
  at: occurred_at,
  confirmedAt: confirmed_at,
});

const closedBy = (person: Person, { any: said }: Words): GateFacts['doNotContact'] => {
  if (said) return said.granted ? null : { source: said.source, at: said.occurred_at };
  return person.closed && person.closed_at
    ? { source: person.closed_source ?? '', at: person.closed_at.toISOString() }
    : null;
};

/** What was said of the topic, and whether after the newest line of the purpose. */
function saidOf({ topic: said, purpose }: Words): NonNullable<GateFacts['topic']>['said'] {
  if (!said) return null;
  const { granted, source, at, confirmedAt } = told(said);
  return { granted, source, at, confirmedAt, isNewer: (said.turn ?? 1) > (purpose?.turn ?? 0) };
}

// Every key in every object: this is made for each recipient, and objects of one shape are read several times faster.
const present = (person: Person, words: Words, topic: GateAsk['topic']): Recipient => ({
  contactId: person.id,
  contactStatus: person.status,
  address: person.address,
  country: person.country,
  timeZone: person.time_zone,
  doNotContact: closedBy(person, words),
  consent: words.purpose ? told(words.purpose) : null,
  topic: topic ? { name: topic.name, said: saidOf(words) } : null,
  suppression:
    person.suppression && person.suppressed_at
      ? { reason: person.suppression, at: person.suppressed_at.toISOString() }
      : null,
  window:
    person.free_text === undefined
      ? null
      : { lastAt: person.last_text_at?.toISOString() ?? null, isFree: person.free_text },
  pressure: (person.pressure ?? []).map(([channel, at]) => ({
    channel,
    at: at === null ? null : new Date(at * 1000).toISOString(),
  })),
  capacity: null,
});

/** Whom the gate is asked about, by what rules, and which messages are no pressure on anybody. */
export interface GateAsk {
  rules: GateRules;
  uncounted: readonly string[];
  /** What the message is about; null: nothing that can be left alone. */
  topic: { id: string; name: string } | null;
  /** Of WhatsApp: whether it is surely free text; null where only the message tells. */
  freeText?: boolean | null;
}

/** The rules of an organisation for one kind of message, as they stand. Asked by the system role. Throws `not_found` for a topic. */
export async function gateAsk(
  sql: Tags | TagsTx,
  tenant: string,
  { topicId, campaignId, ...asking }: Asking & { topicId?: string | null | undefined; campaignId?: string },
  now: Date,
): Promise<GateAsk> {
  const set = await loadRules(sql, tenant);
  const topic = topicId ? await topicOf(sql, tenant, topicId) : null;
  const freeText = await isFreeText(sql, tenant, asking, campaignId);
  return { rules: rulesFor(set, asking, now), uncounted: uncounted(set), topic, freeText };
}

async function topicOf(sql: Tags | TagsTx, tenant: string, id: string): Promise<GateAsk['topic']> {
  const [row] = await sql<
    { id: string; name: string }[]
  >`select id, name from topics where tenant_id = ${tenant} and id = ${id}`;
  if (!row) throw notFound('topic');
  return row;
}

/** What the gate needs to know of these contacts; deleted contacts are absent. Order is not kept. What no rule asks for is not read. */
export async function gateFacts(
  sql: Tags | TagsTx,
  tenant: string,
  contactIds: string[],
  ask: GateAsk,
  now: Date,
): Promise<Recipient[]> {
  const read = await readFacts(sql, { tenant, contactIds, ask, now });
  return read.map(({ facts }) => facts);
}

/** As `gateFacts`, of whom messages are about to go to, with what their templates may say about them. */
export async function factsToSend(
  sql: Tags | TagsTx,
  whom: Required<Whom>,
): Promise<{ facts: Recipient; contact: ScopeContact }[]> {
  const read = await readFacts(sql, whom, scopeColumns);
  return read.map(({ person, facts }) => ({ facts, contact: person as Person & ScopeContact }));
}

/** Two statements that each go along an index from one person to the next: joined, every person cost a search of their own in each table. */
async function readFacts(
  sql: Tags | TagsTx,
  whom: Whom,
  also: Columns = none,
): Promise<{ person: Person; facts: Recipient }[]> {
  if (whom.contactIds.length === 0) return [];
  const { rules, topic } = whom.ask;
  // The list before the ledger, never at once: what is moved from one to the other meanwhile is then seen twice, and not missed.
  const people = await peopleOf(sql, whom, also);
  const words = await wordsOf(sql, whom);
  const wordsBy = new Map<string, Words>();
  for (const word of words) {
    const of = wordsBy.get(word.contact_id) ?? {};
    of[word.purpose === rules.asking.purpose ? 'purpose' : (word.purpose as 'any' | 'topic')] = word;
    wordsBy.set(word.contact_id, of);
  }
  return people.map((person) => ({ person, facts: present(person, wordsBy.get(person.id) ?? silent, topic) }));
}

const silent: Words = {};
