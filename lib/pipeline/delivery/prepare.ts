import type { Tags } from '@/db/client';
import { systemTags } from '@/lib/platform/db/system';
import { gateFacts, type Recipient } from '../facts';
import { decide } from '../gate';
import { storedVerdict } from '../plan';
import { questionFor } from '../question';
import type { ClaimedMessage, Lane } from './claim';
import { scopeContacts } from './contacts';
import { failed, makerFor } from './make';
import type { RecordTarget } from './record';
import { backToQueue, type Result } from './result';
import { turnOf, type Ready, type Sender } from './sender';

const afterFaultMs = 1000;
const unknownPerson = { contactStatus: 'archived' as const, address: null, consent: null, suppression: null };
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

function bySource(messages: readonly ClaimedMessage[]): Map<string, ClaimedMessage[]> {
  const groups = new Map<string, ClaimedMessage[]>();
  for (const message of messages) {
    const group = groups.get(message.sourceId);
    if (group) group.push(message);
    else groups.set(message.sourceId, [message]);
  }
  return groups;
}

/** The gate, asked again at hand-over: who left since the plan is skipped; who moved gets it at the new address, which was judged. */
function judge(lane: Lane, purpose: string, message: ClaimedMessage, facts: Recipient | undefined) {
  const known = facts ?? unknownPerson;
  const verdict = decide(known, questionFor(lane.kind, purpose));
  if (verdict.decision === 'send') return { go: { ...message, address: known.address ?? message.address } };
  const refused: Result = {
    id: message.id,
    contactId: message.contactId,
    status: 'skipped',
    dueAt: null,
    externalId: null,
    errorCode: null,
    errorMessage: null,
    due: message.due,
    verdict: { rule: verdict.rule, reason: verdict.reason, steps: storedVerdict(verdict) },
  };
  return { refused };
}

/** Asks the gate and loads what the messages of a claimed batch say; what may go takes its turn. Never rejects. */
export async function prepare(
  sender: Sender,
  lane: Lane,
  messages: readonly ClaimedMessage[],
  claimedAt: number,
): Promise<void> {
  const sql = systemTags(sender.services);
  for (const [sourceId, group] of bySource(messages)) {
    try {
      sender.turns.add(turnOf(lane), await prepareSource(sender, sql, lane, sourceId, group, claimedAt));
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
  lane: Lane,
  sourceId: string,
  group: readonly ClaimedMessage[],
  claimedAt: number,
): Promise<Ready[]> {
  const people = group.map((m) => m.contactId);
  const purpose = lane.kind === 'campaign' ? await purposeOf(sql, lane.tenant, sourceId) : 'service';
  const [facts, contacts] = await Promise.all([
    gateFacts(sql, lane.tenant, people, lane.channel, purpose),
    scopeContacts(sql, lane.tenant, people),
  ]);
  const factsOf = new Map(facts.map((f) => [f.contactId, f]));
  const judged = group.map((message) => judge(lane, purpose, message, factsOf.get(message.contactId)));
  const go = judged.flatMap((j) => j.go ?? []);
  const maker = await makerFor(sql, lane, sourceId, go, contacts, sender.clock.now());
  const target = targetFor(sender, lane, sourceId, maker.templateId);
  for (const { refused } of judged) if (refused) sender.recorder.add(target, refused);
  const ready: Ready[] = [];
  for (const message of go) {
    const contact = contacts.get(message.contactId);
    if (contact) ready.push({ message, target, claimedAt, compose: (now) => maker.compose(message, contact, now) });
    else sender.recorder.add(target, failed(message, 'The contact was deleted.'));
  }
  return ready;
}

async function purposeOf(sql: Tags, tenant: string, campaignId: string): Promise<string> {
  const [row] = await sql<
    { purpose: string }[]
  >`select purpose from campaigns where tenant_id = ${tenant} and id = ${campaignId}`;
  return row?.purpose ?? 'service';
}
