import { suppress } from '@/lib/feedback';
import { purposes, type Purpose } from '@/lib/contacts/vocabulary';
import { parseInput } from '@/lib/platform/command';
import { conflict, invalid } from '@/lib/platform/errors';
import { asRecipient, auditLink, type LinkTx, type PublicCall } from './link';
import { shownOf } from './peek';
import { heldOf, holdRecipient, type Held, type Recipient } from './recipient';
import { PreferenceChoice, type Preferences } from './schema';
import { lift, markLeft, sayer } from './say';

type Choice = ReturnType<typeof PreferenceChoice.parse>;
interface Written {
  wanted: Record<Purpose, boolean | null>;
  /** Topics that were wanted before. */
  left: string[];
}

/** The topics of a choice, which may have been archived since the page was read. */
async function namedTopics({ sql, tenant }: LinkTx, choice: Choice): Promise<{ id: string; name: string }[]> {
  const ids = Object.keys(choice.topics);
  if (ids.length === 0) return [];
  const rows = await sql<
    { id: string; name: string }[]
  >`select id, name from topics where tenant_id = ${tenant} and id = any(${ids}::uuid[]) order by position, id`;
  if (rows.length < ids.length)
    throw invalid('One of these topics does not exist. Open the page again.', { topics: 'names no topic' });
  return rows;
}

/** Writes what changes: the purposes first, so that a topic wanted alone comes after the rest was left. */
async function write(link: LinkTx, recipient: Recipient, before: Held, choice: Choice): Promise<Written> {
  const change = sayer(link, recipient);
  const topics = await namedTopics(link, choice);
  const wanted = Object.fromEntries(before.purposes.map((p) => [p.purpose, p.granted])) as Written['wanted'];
  for (const purpose of purposes) {
    const granted = choice.purposes[purpose];
    if (granted === undefined) continue;
    // Said again, "no mailings" would take back the topics that are wanted alone.
    if (before.isSuppressed || before.closed || granted !== wanted[purpose]) await change({ purpose, granted });
    wanted[purpose] = granted;
  }
  const left: string[] = [];
  for (const topic of topics) {
    const granted = choice.topics[topic.id] ?? false;
    if ((await change({ purpose: 'topic', topic, granted })) && !granted) left.push(topic.id);
  }
  return { wanted, left };
}

/**
 * Sets what the bearer of the link wants. Wanting any takes the address off the list of the unsubscribed; wanting none puts
 * it there. Returns what holds now. Throws `not_found`, `invalid`.
 */
export async function setPreferences(
  token: string,
  input: PreferenceChoice,
  call: PublicCall = {},
): Promise<Preferences> {
  const choice = parseInput(PreferenceChoice, input);
  const saysSomething = Object.keys({ ...choice.purposes, ...choice.topics }).length > 0;
  return asRecipient(token, call, async (link) => {
    const recipient = await holdRecipient(link);
    const before = await heldOf(link, recipient);
    requireOpen(before, choice);
    const { wanted, left } = await write(link, recipient, before, choice);
    const { topics } = await heldOf(link, recipient);
    const wantsAny =
      purposes.some((purpose) => wanted[purpose]) || topics.some(({ id, granted }) => choice.topics[id] ?? granted);
    // Who was never asked, and leaves one topic, says nothing of the others.
    const saidNone = !wantsAny && (wanted.marketing === false || wanted.service === false);
    if (saysSomething && wantsAny) await lift(link, recipient);
    else if (saysSomething && saidNone) {
      await endAll(link, recipient, wanted);
      await markLeft(link);
    }
    if (recipient.topicId && left.includes(recipient.topicId)) await markLeft(link);
    await auditLink(link, 'preferences.set', { ...choice.purposes, ...choice.topics });
    return shownOf(link, recipient);
  });
}

/** What is wanted of a closed channel would hold from its opening on, although nobody says it then: it is refused instead. */
function requireOpen({ closed }: Held, choice: Choice): void {
  if (!closed || !Object.values({ ...choice.purposes, ...choice.topics }).includes(true)) return;
  throw conflict(
    closed.opens === 'start'
      ? 'This number asked for no more messages. Write START to the number that our messages come from, then choose here.'
      : 'You are not written to on this channel. Ask the organisation to write to you again, then choose here.',
  );
}

/**
 * Of email the address is suppressed; any other channel, and what goes to another address by now, ends by a line of the ledger, also for
 * who was never asked.
 */
async function endAll(link: LinkTx, recipient: Recipient, wanted: Written['wanted']): Promise<void> {
  const { sql, tenant, messageId, now } = link;
  const { channel, address, owned } = recipient;
  if ((channel !== 'email' || address !== owned) && wanted.marketing === null)
    await sayer(link, recipient)({ purpose: 'marketing', granted: false });
  if (channel !== 'email') return;
  const entry = { email: address, reason: 'unsubscribe', detail: 'Preference page', messageId } as const;
  await suppress(sql, tenant, entry, now);
}
