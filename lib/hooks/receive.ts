import {
  feedbackContext,
  holdMessages,
  passingClass,
  recordFeedback,
  unsubscribeRecipient,
  withdrawTold,
  type Feedback,
} from '@/lib/feedback';
import { statesOf } from '@/lib/pipeline/vocabulary';
import { systemClock, type Clock } from '@/lib/platform/clock';
import type { TagsTx } from '@/lib/platform/db/read';
import { withTenantTags } from '@/lib/platform/db/tenant';
import { DomainError, notFound } from '@/lib/platform/errors';
import { uuidPattern } from '@/lib/platform/ids';
import { services } from '@/lib/platform/services';
import { isStorable, oneLine } from '@/lib/platform/text';
import { hookProof } from '@/lib/sending';
import { testsCameBack } from '@/lib/test-messages';
import { keepTexts } from '@/lib/texts';
import { same } from './values';
import type { HookEvent, HookKind, HookRequest } from './kind';
import { fetchFromSns } from './fetch';
import { isFirst } from './once';
import { mailgunHook } from './kinds/mailgun';
import { postmarkHook } from './kinds/postmark';
import { sendgridHook } from './kinds/sendgrid';
import { sesHook, type Fetch } from './kinds/ses';
import { twilioHook } from './kinds/twilio';
import { webhookHook } from './kinds/webhook';
import { whatsappHook } from './kinds/whatsapp';

export interface HookOptions {
  clock?: Clock;
  fetch?: Fetch;
}

/** Events of one transaction; a request that tells more takes several, and what was kept is known when it is repeated. */
const perPart = 2000;

function kindOf(kind: string, fetch: Fetch): HookKind | null {
  const kinds: Record<string, HookKind> = {
    ses: sesHook(fetch),
    sendgrid: sendgridHook,
    mailgun: mailgunHook,
    postmark: postmarkHook,
    twilio: twilioHook,
    whatsapp: whatsappHook,
    webhook: webhookHook,
  };
  return Object.hasOwn(kinds, kind) ? (kinds[kind] ?? null) : null;
}

/** Takes what a provider tells of messages, and what people wrote: proved, read and kept, each once. Answers how many were new. */
export async function receiveHook(
  kind: string,
  providerId: string,
  request: HookRequest,
  options: HookOptions = {},
): Promise<{ taken: number }> {
  const { clock = systemClock, fetch = fetchFromSns } = options;
  const hook = kindOf(kind, fetch);
  const proof = hook && uuidPattern.test(providerId) ? await hookProof(services(), kind, providerId) : null;
  if (!hook || !proof) throw notFound('provider');
  const now = clock.now();
  if (!(await hook.isGenuine(request, proof, now)))
    throw new DomainError({
      code: 'forbidden',
      message:
        'The signature does not fit, is too old, or the key that checks it is not set. See the provider in the settings.',
    });
  if (kind === 'ses') await sesHook(fetch).confirm(request.raw);
  const events = hook.read(request).filter(({ messageId, key }) => uuidPattern.test(messageId) && isStorable(key));
  const signed = hook.once?.(request);
  const texts = hook.texts?.(request) ?? [];
  let taken = texts.length === 0 ? 0 : await keepTexts(services(), proof.tenant, texts, clock);
  // Who signs a token tells one event: both are kept, or neither.
  for (let from = 0; from < Math.max(events.length, signed ? 1 : 0); from += perPart)
    taken += await withTenantTags(feedbackContext(services(), proof.tenant, clock), async (sql) => {
      if (signed && !(await isFirst(sql, proof.tenant, signed, request.raw))) return 0;
      return keep(sql, proof.tenant, events.slice(from, from + perPart), now);
    });
  return { taken };
}

/** Never later than now, and now where the provider tells no time. */
const happened = (at: Date, now: Date): Date => (at.getTime() < now.getTime() ? at : now);

/** What may be a test that bounced: nothing else that is told of one means anything. */
const ofTest =
  (messages: ReadonlyMap<string, unknown>) =>
  ({ messageId, event, detail = '', at }: Feedback) =>
    event === 'bounced' && !messages.has(messageId) ? [{ messageId, words: detail, at }] : [];

/** That a provider took a message is news only where we do not know it: what is known costs a look and no lock. */
async function newsOf(sql: TagsTx, tenant: string, given: readonly HookEvent[]): Promise<HookEvent[]> {
  const asked = given.flatMap(({ event, messageId }) => (event === 'accepted' ? [messageId] : []));
  if (asked.length === 0) return [...given];
  const rows = await sql<{ id: string }[]>`
    select id from pipeline_messages where tenant_id = ${tenant} and id = any(${asked}::uuid[]) and status <> all(${statesOf('sent') as string[]}::text[])`;
  const open = new Set(rows.map(({ id }) => id));
  return given.filter(({ event, messageId }) => event !== 'accepted' || open.has(messageId));
}

async function keep(sql: TagsTx, tenant: string, given: readonly HookEvent[], now: Date): Promise<number> {
  const events = await newsOf(sql, tenant, given);
  const feedback = events
    .filter(({ event }) => event !== 'unsubscribed')
    .map(({ messageId, event, key, at, detail, isHard, bounce }): Feedback => ({
      ...{ messageId, event, key, at: happened(at, now) },
      ...(detail ? { detail: oneLine(detail, 500) } : {}),
      ...(isHard === undefined ? {} : { isHard }),
      ...(isHard === false ? { metadata: { class: bounce ?? passingClass(detail ?? '') } } : {}),
    }));
  const left = events.filter(({ event }) => event === 'unsubscribed');
  // All at once and in one order, so that two requests never wait for each other in a ring.
  const held = await holdMessages(
    sql,
    tenant,
    events.map(({ messageId }) => messageId),
  );
  const fresh = feedback.length > 0 ? await recordFeedback(sql, tenant, feedback, now) : [];
  const isFresh = new Set(fresh.map(({ messageId, key }) => `${messageId} ${key}`));
  await withdrawTold(
    sql,
    tenant,
    events.flatMap(({ messageId, key, refuses }) =>
      refuses && isFresh.has(`${messageId} ${key}`) ? [{ messageId, purpose: refuses }] : [],
    ),
    now,
  );
  let taken = fresh.length + (await testsCameBack(sql, tenant, feedback.flatMap(ofTest(held))));
  for (const { messageId, key, at } of left) {
    const about = { messageId, source: 'inbound', detail: 'Told by the provider', at: happened(at, now) } as const;
    if (await unsubscribeRecipient(sql, tenant, { ...about, told: { key, now } })) taken++;
  }
  return taken;
}

/** Meta asks once whether the address is ours; answers what it wants to hear, or null. */
export async function confirmHook(kind: string, providerId: string, asked: URLSearchParams): Promise<string | null> {
  const proof =
    kind === 'whatsapp' && uuidPattern.test(providerId) ? await hookProof(services(), kind, providerId) : null;
  const challenge = asked.get('hub.challenge') ?? '';
  const isOurs =
    proof && asked.get('hub.mode') === 'subscribe' && same(asked.get('hub.verify_token') ?? '', proof.token);
  return isOurs && /^[\w-]{1,200}$/.test(challenge) ? challenge : null;
}
