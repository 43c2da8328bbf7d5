import type { Tags, TagsTx } from '@/db/client';
import { systemTags, withSystem } from '@/lib/platform/db/system';
import type { WayNow } from '@/lib/sending';
import type { ScopeContact } from '@/lib/templates';
import { factsToSend, gateAsk } from '../facts';
import { decide, storedVerdict, type GateFacts, type Verdict } from '../gate';
import { bindsToProvider, wayFor, withoutRoom } from './capacity';
import type { ClaimedMessage, DueLane, Lane } from './claim';
import { makerFor } from './make';
import { holdPressure } from './pressure';
import type { RecordTarget } from './record';
import { backToQueue, type Result } from './result';
import { turnOf, type Ready, type Sender } from './sender';

const afterFaultMs = 1000;
/** Deleted: judged as one who is archived. */
const unknownPerson: GateFacts = {
  ...{ contactStatus: 'archived', address: null, country: null, timeZone: null, doNotContact: null, consent: null },
  ...{ suppression: null, pressure: [], capacity: null },
};
/** What goes to the sandbox uses up no room of a provider. */
const caught: WayNow = { way: 'sandbox', tries: null };
const free: WayNow = { way: null, tries: null };
const targets = new Map<string, RecordTarget>();

/** The same object for all messages of a source, so that their results are written together. */
export function targetFor(sender: Sender, lane: Lane, sourceId: string, templateId: string | null): RecordTarget {
  const provider = sender.provider.name;
  const key = [lane.tenant, lane.id, sourceId, templateId, provider, sender.worker].join(' ');
  const known = targets.get(key);
  if (known) return known;
  if (targets.size >= 1000) targets.clear();
  const target = { lane, sourceId, templateId, provider, worker: sender.worker };
  targets.set(key, target);
  return target;
}

const saysTheSame = (one: ClaimedMessage, other: ClaimedMessage): boolean =>
  one.sourceId === other.sourceId && one.templateVersionId === other.templateVersionId && one.variant === other.variant;

/** Messages of one source that say the same are composed by the same maker. */
function byContent(messages: readonly ClaimedMessage[]): ClaimedMessage[][] {
  const groups = new Map<string, ClaimedMessage[]>();
  let last: ClaimedMessage[] = [];
  for (const message of messages) {
    // Most follow one of their kind, which is seen without a key.
    if (!last[0] || !saysTheSame(last[0], message)) {
      const key = `${message.sourceId} ${message.templateVersionId} ${message.variant}`;
      last = groups.get(key) ?? [];
      groups.set(key, last);
    }
    last.push(message);
  }
  return [...groups.values()];
}

/** What the gate's answer means for a message that may not go now. */
const held = (message: ClaimedMessage, verdict: Verdict): Result => ({
  id: message.id,
  contactId: message.contactId,
  status: verdict.decision === 'defer' ? 'deferred' : 'skipped',
  dueAt: verdict.decision === 'defer' ? verdict.until : null,
  externalId: null,
  errorCode: null,
  errorMessage: null,
  untried: true,
  due: message.due,
  verdict: { rule: verdict.rule, reason: verdict.reason, steps: storedVerdict(verdict) },
});

/** Who moved since the plan gets it at the address that was judged. */
const movedTo = (message: ClaimedMessage, address: string | null): ClaimedMessage =>
  address === null || address === message.address ? message : { ...message, address, moved: true };

interface Judged {
  go: ClaimedMessage[];
  held: Result[];
  /** What templates may say of whom may get theirs, by id. */
  contacts: ReadonlyMap<string, ScopeContact>;
  /** The provider that they were counted for, and leave by. */
  leaving: WayNow;
}

/**
 * The gate, asked again at hand-over: who left since the plan is skipped, who may not be written to now waits. Where a cap is
 * set, judging and holding are one transaction under a lock of the tenant: two campaigns cannot both see the last room.
 */
async function judge(
  sender: Sender,
  lane: DueLane,
  source: SourceNow,
  group: readonly ClaimedMessage[],
): Promise<Judged> {
  const now = sender.clock.now();
  const sql = systemTags(sender.services);
  const asking = { source: lane.kind, channel: lane.channel, purpose: source.purpose, topicId: source.topicId };
  const ask = await gateAsk(sql, lane.tenant, asking, now);
  const { rules } = ask;
  const counted = lane.inSandbox ? caught : await wayFor(sql, lane.tenant, rules, now);
  // The operator's limits are for those without providers of their own: they bind nobody to one.
  const leaving = bindsToProvider(rules) ? counted : free;
  const judgeIn = async (tags: Tags | TagsTx): Promise<Judged> => {
    const whom = { tenant: lane.tenant, contactIds: group.map((m) => m.contactId), messageIds: group.map((m) => m.id) };
    const people = await factsToSend(tags, { ...whom, ask, now });
    const factsOf = new Map(people.map(({ facts }) => [facts.contactId, facts]));
    const contacts = new Map(people.map(({ contact }) => [contact.id, contact]));
    const known = (message: ClaimedMessage): GateFacts => factsOf.get(message.contactId) ?? unknownPerson;
    const verdicts = group.map((message) => ({ message, verdict: decide(known(message), rules, now) }));
    const go = verdicts.flatMap(({ message, verdict }) =>
      verdict.decision === 'send' ? [movedTo(message, known(message).address)] : [],
    );
    const stopped = verdicts.flatMap(({ message, verdict }) =>
      verdict.decision === 'send' ? [] : [held(message, verdict)],
    );
    if (rules.capacities.length === 0 || go.length === 0) return { go, held: stopped, contacts, leaving };
    const full = await withoutRoom(tags, lane.tenant, rules, go, { senderId: source.senderId, way: counted.way }, now);
    const late = go.flatMap((message) => {
      const capacity = full.get(message.id);
      return capacity ? [held(message, decide({ ...known(message), capacity }, rules, now))] : [];
    });
    return { go: go.filter((message) => !full.has(message.id)), held: [...stopped, ...late], contacts, leaving };
  };
  if (rules.pressureDays === 0) return judgeIn(sql);
  return withSystem(sender.services, async (tx) => {
    await tx`select pg_advisory_xact_lock(hashtextextended(${`pressure:${lane.tenant}`}, 0))`;
    const judged = await judgeIn(tx);
    await holdPressure(tx, lane, judged.go, now);
    return judged;
  });
}

/** Asks the gate and loads what the messages of a claimed batch say; what may go takes its turn. Never rejects. */
export async function prepare(sender: Sender, lane: DueLane, messages: readonly ClaimedMessage[]): Promise<void> {
  const sql = systemTags(sender.services);
  for (const group of byContent(messages)) {
    const sourceId = group[0]?.sourceId ?? '';
    try {
      await sender.provider.learn?.(lane.tenant);
      sender.turns.add(turnOf(lane), await prepareSource(sender, sql, lane, sourceId, group));
      sender.moved.tell();
    } catch (error) {
      sender.log.error({ err: error, messages: group.length }, 'a batch could not be prepared; it is queued again');
      const target = targetFor(sender, lane, sourceId, null);
      const dueAt = new Date(sender.clock.now().getTime() + afterFaultMs);
      for (const message of group) sender.recorder.add(target, backToQueue(message, dueAt));
    }
  }
}

async function prepareSource(
  sender: Sender,
  sql: Tags,
  lane: DueLane,
  sourceId: string,
  group: readonly ClaimedMessage[],
): Promise<Ready[]> {
  const source = lane.kind === 'campaign' ? await campaignNow(sql, lane.tenant, sourceId) : notACampaign;
  const make = (messages: readonly ClaimedMessage[], contacts: Judged['contacts']) =>
    makerFor(sql, lane, sourceId, messages, contacts, sender.clock.now());
  // What a campaign says is the same for whomever the gate lets pass: loaded meanwhile.
  const [{ go, held: stopped, contacts, leaving }, ofCampaign] = await Promise.all([
    judge(sender, lane, source, group),
    lane.kind === 'campaign' ? make(group, new Map()) : null,
  ]);
  const maker = ofCampaign ?? (await make(go, contacts));
  const target = targetFor(sender, lane, sourceId, maker.templateId);
  for (const result of stopped) sender.recorder.add(target, result);
  const ready: Ready[] = [];
  // One alone may go by a provider that failed last, to see whether it works again; where it does not, by the next.
  let way = leaving.tries ? null : leaving.way;
  for (const message of go) {
    // Whom the gate lets pass, it found.
    const contact = contacts.get(message.contactId)!;
    ready.push({
      message,
      target,
      inSandbox: lane.inSandbox,
      way,
      compose: (now) => maker.compose(message, contact, now),
    });
    way = leaving.way;
  }
  return ready;
}

/** What the gate is asked for, of a source. */
interface SourceNow {
  purpose: string;
  senderId: string | null;
  topicId: string | null;
}
const notACampaign: SourceNow = { purpose: 'service', senderId: null, topicId: null };

async function campaignNow(sql: Tags, tenant: string, campaignId: string): Promise<SourceNow> {
  const [row] = await sql<
    SourceNow[]
  >`select purpose, sender_id as "senderId", topic_id as "topicId" from campaigns where tenant_id = ${tenant} and id = ${campaignId}`;
  return row ?? notACampaign;
}
