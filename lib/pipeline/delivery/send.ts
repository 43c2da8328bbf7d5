import type { Tags } from '@/db/client';
import type { Clock } from '@/lib/platform/clock';
import { systemTags } from '@/lib/platform/db/system';
import type { Logger } from '@/lib/platform/log';
import type { Services } from '@/lib/platform/services';
import type { Provider } from '@/lib/sending';
import { gateFacts, type Recipient } from '../facts';
import { decide } from '../gate';
import { storedVerdict } from '../plan';
import { questionFor } from '../question';
import type { ClaimedMessage, Lane } from './claim';
import { scopeContacts } from './contacts';
import type { Journal } from './journal';
import { composerFor, makeMessage, type Made } from './make';
import { record, type RecordTarget } from './record';
import { resultOf, type Result } from './result';

export interface Sender {
  services: Services;
  provider: Provider;
  journal: Journal;
  /** The instance whose name the leases carry. */
  worker: string;
  clock: Clock;
  log: Logger;
}

const recordEvery = 500;
const recordAfterMs = 250;
const sliceMessages = 500;
const sliceBytes = 8 << 20;
const inFlight = 2;
const longestRetryMs = 5000;

const unknownPerson = { contactStatus: 'archived' as const, address: null, consent: null, suppression: null };

/** The gate, asked again at hand-over: who left since the plan is skipped; who moved gets it at the new address, which was judged. */
async function askAgain(
  sql: Tags,
  lane: Lane,
  messages: readonly ClaimedMessage[],
  purpose: string,
): Promise<{ go: ClaimedMessage[]; refused: Result[] }> {
  const facts = new Map<string, Recipient>(
    (
      await gateFacts(
        sql,
        lane.tenant,
        messages.map((m) => m.contactId),
        lane.channel,
        purpose,
      )
    ).map((f) => [f.contactId, f]),
  );
  const go: ClaimedMessage[] = [];
  const refused: Result[] = [];
  for (const message of messages) {
    const known = facts.get(message.contactId) ?? unknownPerson;
    const verdict = decide(known, questionFor(lane.kind, purpose));
    if (verdict.decision === 'send') go.push({ ...message, address: known.address ?? message.address });
    else {
      refused.push({
        id: message.id,
        contactId: message.contactId,
        status: 'skipped',
        dueAt: null,
        externalId: null,
        errorCode: null,
        errorMessage: null,
        verdict: { rule: verdict.rule, reason: verdict.reason, steps: storedVerdict(verdict) },
      });
    }
  }
  return { go, refused };
}

/** Records until PostgreSQL takes it: what was handed over must not be forgotten because of a passing fault. */
async function recordSurely(sender: Sender, target: RecordTarget, results: readonly Result[]): Promise<void> {
  for (let wait = 100; ; wait = Math.min(longestRetryMs, wait * 2)) {
    try {
      return await record(sender.services, target, results, sender.clock.now());
    } catch (error) {
      sender.log.error({ err: error, messages: results.length }, 'results could not be recorded; trying again');
      await new Promise((done) => setTimeout(done, wait));
    }
  }
}

/** Gate, compose, hand over and record a claimed batch of one lane. */
export async function sendBatch(sender: Sender, lane: Lane, messages: readonly ClaimedMessage[]): Promise<void> {
  const sql = systemTags(sender.services);
  for (const [sourceId, group] of bySource(messages)) {
    const [meta] =
      lane.kind === 'campaign'
        ? await sql<
            { purpose: string }[]
          >`select purpose from campaigns where tenant_id = ${lane.tenant} and id = ${sourceId}`
        : [];
    const { go, refused } = await askAgain(sql, lane, group, meta?.purpose ?? 'service');
    const versionId = go[0]?.templateVersionId;
    const templateId = versionId ? (await composerFor(sql, lane.tenant, versionId, sourceId)).templateId : null;
    const target = { lane, sourceId, templateId, provider: sender.provider.name, worker: sender.worker };
    await recordSurely(sender, target, refused);
    await sendSlices(sender, sql, target, go);
  }
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

/** Makes the next slice while the last ones are on the wire, so that memory stays bounded and the connections busy. */
async function sendSlices(
  sender: Sender,
  sql: Tags,
  target: RecordTarget,
  messages: readonly ClaimedMessage[],
): Promise<void> {
  const contacts = await scopeContacts(
    sql,
    target.lane.tenant,
    messages.map((m) => m.contactId),
  );
  const onWire: Promise<void>[] = [];
  try {
    for (let at = 0; at < messages.length;) {
      const slice: Made[] = [];
      const unmade: Result[] = [];
      for (let bytes = 0; at < messages.length && slice.length < sliceMessages && bytes < sliceBytes; at++) {
        const message = messages[at];
        if (!message) break;
        const made = await makeMessage(sender, sql, target.lane, message, contacts.get(message.contactId));
        if ('outbound' in made) {
          slice.push(made);
          bytes += made.outbound.payload.length;
        } else unmade.push(made);
      }
      await recordSurely(sender, target, unmade);
      if (onWire.length >= inFlight) await onWire.shift();
      onWire.push(handOver(sender, target, await stillOurs(sql, target, slice)));
    }
  } finally {
    await Promise.all(onWire);
  }
}

/** Leaves out what this instance no longer holds: another may have settled it meanwhile. */
async function stillOurs(sql: Tags, { lane, worker }: RecordTarget, slice: readonly Made[]): Promise<Made[]> {
  const rows = await sql<
    { id: string }[]
  >`select m.id from unnest(${slice.map((m) => m.message.id)}::uuid[]) as wanted (id)
    join pipeline_messages m on m.tenant_id = ${lane.tenant} and m.id = wanted.id where m.lease_by = ${worker} and m.status || '' = 'sending'`;
  const ours = new Set(rows.map((row) => row.id));
  return slice.filter((m) => ours.has(m.message.id));
}

async function handOver(sender: Sender, target: RecordTarget, slice: readonly Made[]): Promise<void> {
  if (slice.length === 0) return;
  let waiting: Result[] = [];
  let since = sender.clock.now().getTime();
  let writing: Promise<void> = Promise.resolve();
  const flush = () => {
    const results = waiting;
    waiting = [];
    since = sender.clock.now().getTime();
    writing = writing.then(() => recordSurely(sender, target, results));
  };
  const begin = (index: number) => {
    const id = slice[index]?.message.id;
    if (id) sender.journal.begin(id);
  };
  for await (const { index, outcome } of sender.provider.send(
    slice.map((m) => m.outbound),
    { handingOver: begin },
  )) {
    const message = slice[index]?.message;
    if (!message) continue;
    sender.journal.answer(message.id, outcome);
    waiting.push(resultOf(message, outcome, sender.clock.now(), Math.random()));
    if (waiting.length >= recordEvery || sender.clock.now().getTime() - since >= recordAfterMs) flush();
  }
  flush();
  await writing;
}
