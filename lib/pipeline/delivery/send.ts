import type { Tags } from '@/db/client';
import type { Clock } from '@/lib/platform/clock';
import { config } from '@/lib/platform/config';
import { systemTags } from '@/lib/platform/db/system';
import type { Logger } from '@/lib/platform/log';
import type { Services } from '@/lib/platform/services';
import type { OutboundMessage, Provider } from '@/lib/sending';
import { loadComposed, type Composed } from '../compose';
import { gateFacts, type Recipient } from '../facts';
import { decide, type GateQuestion } from '../gate';
import { storedVerdict } from '../plan';
import { composeReply } from '../reply';
import { mailTokens } from '@/lib/tracking';
import type { ClaimedMessage, Lane } from './claim';
import { scopeContacts } from './contacts';
import type { Journal } from './journal';
import { record } from './record';
import { resultOf, type Result } from './result';

export interface Sender {
  services: Services;
  provider: Provider;
  journal: Journal;
  worker: string;
  clock: Clock;
  log: Logger;
}

const recordEvery = 500;
const recordAfterMs = 50;
const composedKept = 100;
const composed = new Map<string, Promise<Composed>>();

/** The composer of a version and source; kept, since it is the same for all of a campaign. */
function composerFor(sql: Tags, tenant: string, versionId: string, sourceId: string): Promise<Composed> {
  const key = `${tenant} ${versionId} ${sourceId}`;
  const known = composed.get(key);
  if (known) return known;
  if (composed.size >= composedKept) composed.clear();
  const made = loadComposed(sql, tenant, versionId, sourceId);
  made.catch(() => composed.delete(key));
  composed.set(key, made);
  return made;
}

const questionOf = (lane: Lane, purpose: string): GateQuestion => ({ purpose, transactional: lane.kind === 'inbox' });

/** The gate, asked again at hand-over: who left since the plan is skipped, not sent to. */
async function askAgain(sql: Tags, lane: Lane, messages: readonly ClaimedMessage[], purpose: string): Promise<{ go: ClaimedMessage[]; refused: Result[] }> {
  const facts = new Map<string, Recipient>((await gateFacts(sql, lane.tenant, messages.map((m) => m.contactId), lane.channel, purpose)).map((f) => [f.contactId, f]));
  const go: ClaimedMessage[] = [];
  const refused: Result[] = [];
  for (const message of messages) {
    const known = facts.get(message.contactId) ?? { contactStatus: 'archived' as const, address: null, consent: null, suppression: null };
    const verdict = decide(known, questionOf(lane, purpose));
    if (verdict.decision === 'send') go.push(message);
    else {
      refused.push({
        id: message.id, contactId: message.contactId, status: 'skipped', dueAt: null, externalId: null, errorCode: null, errorMessage: null,
        verdict: { rule: verdict.rule, reason: verdict.reason, steps: storedVerdict(verdict) },
      });
    }
  }
  return { go, refused };
}

/** Renders, hands over and records a claimed batch of one lane. */
export async function sendBatch(sender: Sender, lane: Lane, messages: readonly ClaimedMessage[]): Promise<void> {
  const sql = systemTags(sender.services);
  for (const [sourceId, group] of bySource(messages)) {
    const [meta] = lane.kind === 'campaign' ? await sql<{ purpose: string }[]>`select purpose from campaigns where tenant_id = ${lane.tenant} and id = ${sourceId}` : [];
    const { go, refused } = await askAgain(sql, lane, group, meta?.purpose ?? 'service');
    const target = { lane, sourceId, templateId: null as string | null, provider: sender.provider.name, worker: sender.worker };
    const { outbound, unmade, templateId } = await compose(sender, sql, lane, sourceId, go);
    target.templateId = templateId;
    await record(sender.services, target, [...refused, ...unmade], sender.clock.now());
    await handOver(sender, target, go, outbound);
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

async function compose(sender: Sender, sql: Tags, lane: Lane, sourceId: string, messages: readonly ClaimedMessage[]) {
  const outbound = new Map<string, OutboundMessage>();
  const unmade: Result[] = [];
  let templateId: string | null = null;
  const contacts = await scopeContacts(sql, lane.tenant, messages.map((m) => m.contactId));
  const now = sender.clock.now();
  const { mailDomain } = config();
  for (const message of messages) {
    const contact = contacts.get(message.contactId);
    try {
      if (!contact) throw new Error('The contact was deleted.');
      let payload: Buffer;
      if (message.templateVersionId) {
        const composer = await composerFor(sql, lane.tenant, message.templateVersionId, sourceId);
        templateId = composer.templateId;
        payload = composer.compose(message, contact, now);
      } else {
        payload = (await composeReply(sql, lane.tenant, sourceId, message, contact.displayName, now)).raw;
      }
      outbound.set(message.id, { tenant: lane.tenant, messageId: message.id, from: `${mailTokens().localPart('bounce', lane.tenant, message.id)}@${mailDomain}`, to: message.address, payload });
    } catch (error) {
      sender.log.warn({ err: error, messageId: message.id }, 'a message could not be composed');
      unmade.push({ id: message.id, contactId: message.contactId, status: 'failed', dueAt: null, externalId: null, errorCode: 'compose', errorMessage: `The message could not be made: ${(error as Error).message}` });
    }
  }
  return { outbound, unmade, templateId };
}

async function handOver(sender: Sender, target: Parameters<typeof record>[1], messages: readonly ClaimedMessage[], outbound: Map<string, OutboundMessage>): Promise<void> {
  const ready = messages.filter((m) => outbound.has(m.id));
  if (ready.length === 0) return;
  let waiting: Result[] = [];
  let since = sender.clock.now().getTime();
  let writing: Promise<void> = Promise.resolve();
  const flush = (now: Date) => {
    const results = waiting;
    waiting = [];
    since = now.getTime();
    writing = writing.then(() => record(sender.services, target, results, now));
    writing.catch(() => undefined); // awaited below
  };
  const batch = ready.map((m) => outbound.get(m.id)).filter((m): m is OutboundMessage => m !== undefined);
  for await (const { index, outcome } of sender.provider.send(batch, { handingOver: (i) => sender.journal.begin([batch[i]?.messageId ?? '']) })) {
    const message = ready[index];
    if (!message) continue;
    const now = sender.clock.now();
    sender.journal.answer(message.id, outcome);
    waiting.push(resultOf(message, outcome, now, Math.random()));
    if (waiting.length >= recordEvery || now.getTime() - since >= recordAfterMs) flush(now);
  }
  flush(sender.clock.now());
  await writing;
}
