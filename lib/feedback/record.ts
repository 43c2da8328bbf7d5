import type { TagsTx } from '@/db/client';
import { firstOf, outcomeOf, undoneOf, type DeliveryEvent } from '@/lib/pipeline/vocabulary';
import { insertFacts } from '@/lib/platform/outbox';
import { factsAbout, type MessageNews } from './facts';
import { outOfQueue } from '@/lib/pipeline';
import { fold, wasTaken } from './fold';
import { holdMessages, type HeldMessage } from './load';
import { hitKey, rejudge, withoutHits, type Judged } from './rejudge';
import { suppressAfter } from './suppress-after';

/** One thing that came back for a message. */
export interface Feedback {
  messageId: string;
  event: DeliveryEvent;
  at: Date;
  /** What makes a repeat of it recognisable (a provider's event id); unless given: see `secondKey`. */
  key?: string;
  /** Why it is held for a program's; absent or null: a person's. */
  machine?: string | null;
  metadata?: Record<string, string | number | boolean | null>;
  /** Link address or reason, for whoever reads the fact. */
  detail?: string;
  /** Of bounces: the address will never work. */
  isHard?: boolean;
}

type Kept = Feedback & { key: string };

/** The event, who made it and its second: a reload is no second open. */
export const secondKey = (event: string, machine: string | null | undefined, at: Date): string =>
  `${event}:${machine ? 'machine' : 'person'}:${Math.floor(at.getTime() / 1000)}`;
const keyOf = (one: Feedback): string => one.key ?? secondKey(one.event, one.machine, one.at);

/** Every bounce says of which class it is, so that soft ones can be counted. */
const withClass = (one: Feedback): Feedback =>
  one.event === 'bounced' ? { ...one, metadata: { class: one.isHard ? 'hard' : 'soft', ...one.metadata } } : one;

/**
 * Keeps what came back: one log row each (repeats are recognised), the messages' states, the contacts' last activity,
 * suppressions and facts. Runs in the caller's transaction, bound to the tenant. Returns what was new.
 */
export async function recordFeedback(
  sql: TagsTx,
  tenant: string,
  given: readonly Feedback[],
  now: Date,
): Promise<Feedback[]> {
  const held = await holdMessages(
    sql,
    tenant,
    given.map((one) => one.messageId),
  );
  const events = new Map(
    given
      .filter((one) => held.has(one.messageId))
      .map(withClass)
      .map((one): [string, Kept] => [`${one.messageId} ${one.event} ${keyOf(one)}`, { ...one, key: keyOf(one) }]),
  );
  if (events.size === 0) return [];
  const kept = await append(sql, tenant, [...events.values()]);
  if (kept.length === 0) return [];
  await stopTrying(sql, tenant, held, kept);
  const judged = await rejudge(sql, tenant, hitsOf(kept));
  const fresh = kept.map((one) => asJudged(one, judged.get(one.messageId)));
  const after = await writeStates(sql, tenant, held, fresh, judged, now);
  await touchContacts(sql, tenant, held, fresh);
  await suppressAfter(sql, tenant, held, fresh, now);
  await insertFacts(sql, tenant, factsOf(held, fresh, after, now), now);
  return fresh;
}

/** What was refused as far as we heard, and was taken all the same, is not tried again; unless a worker just does. */
async function stopTrying(
  sql: TagsTx,
  tenant: string,
  held: Map<string, HeldMessage>,
  kept: readonly Kept[],
): Promise<void> {
  const waiting = kept.flatMap(({ messageId, event }) => {
    const message = held.get(messageId);
    return message && !message.inHands && message.status !== 'failed' && wasTaken(message.status, event)
      ? [message]
      : [];
  });
  const out = await outOfQueue(
    sql,
    tenant,
    waiting.map(({ id }) => id),
  );
  for (const message of waiting) if (!out.has(message.id)) held.set(message.id, { ...message, inHands: true });
}

const isSent = ({ status }: HeldMessage): boolean => outcomeOf[status] === 'sent';

const isHit = (event: DeliveryEvent): boolean => event === 'opened' || event === 'clicked';

function hitsOf(kept: readonly Kept[]): Map<string, Set<string>> {
  const hits = new Map<string, Set<string>>();
  for (const { messageId, event, key } of kept)
    if (isHit(event)) hits.set(messageId, (hits.get(messageId) ?? new Set()).add(hitKey(event, key)));
  return hits;
}

const asJudged = (one: Kept, judged: Judged | undefined): Kept =>
  isHit(one.event) && judged ? { ...one, machine: judged.machineOf.get(hitKey(one.event, one.key)) ?? null } : one;

async function append(sql: TagsTx, tenant: string, events: Kept[]): Promise<Kept[]> {
  const metadata = events.map((e) =>
    JSON.stringify({
      ...e.metadata,
      ...(e.detail ? { detail: e.detail } : {}),
      // What this request tells by itself: what others tell of it may change.
      ...(isHit(e.event) ? { own: e.machine ?? '' } : {}),
      key: e.key,
    }),
  );
  const rows = await sql<{ message_id: string; event: string; key: string }[]>`
    insert into pipeline_delivery_logs (tenant_id, message_id, event, machine, metadata, occurred_at)
    select ${tenant}, e.message_id, e.event, e.machine, e.metadata::jsonb, e.at
    from unnest(${events.map((e) => e.messageId)}::uuid[], ${events.map((e) => e.event)}::text[], ${events.map((e) => e.machine ?? null)}::text[], ${metadata}::text[],
      ${events.map((e) => e.at.toISOString())}::timestamptz[], ${events.map((e) => e.key)}::text[]) as e(message_id, event, machine, metadata, at, key)
    where not exists (select 1 from pipeline_delivery_logs l where l.tenant_id = ${tenant} and l.message_id = e.message_id and l.event = e.event and l.metadata->>'key' = e.key)
    returning message_id, event, metadata->>'key' as key`;
  const kept = new Set(rows.map((row) => `${row.message_id} ${row.event} ${row.key}`));
  return events.filter((e) => kept.has(`${e.messageId} ${e.event} ${e.key}`));
}

/** Returns the messages as they are now. */
async function writeStates(
  sql: TagsTx,
  tenant: string,
  held: Map<string, HeldMessage>,
  fresh: Kept[],
  judged: ReadonlyMap<string, Judged>,
  now: Date,
): Promise<HeldMessage[]> {
  const after = new Map<string, HeldMessage>();
  for (const [id, { changed, hits }] of judged) {
    const before = held.get(id);
    if (changed && before)
      after.set(
        id,
        hits.reduce((one, hit) => ({ ...one, ...fold(one, hit) }), withoutHits(before, hits)),
      );
  }
  for (const one of fresh) {
    const before = after.get(one.messageId) ?? held.get(one.messageId);
    if (!before) continue;
    const next = { ...before, ...fold(before, { event: one.event, at: one.at, machine: Boolean(one.machine) }) };
    if (!isSent(before) && isSent(next))
      Object.assign(next, { sentAt: next.sentAt ?? now, errorCode: null, errorMessage: null });
    if (one.event === 'bounced' && next.bouncedAt)
      Object.assign(next, {
        errorCode: String(one.metadata?.['status'] ?? 'bounced').slice(0, 40),
        errorMessage: one.detail ?? next.errorMessage,
      });
    after.set(one.messageId, next);
  }
  const rows = [...after.values()];
  const times = (pick: (m: HeldMessage) => Date | null) => rows.map((m) => pick(m)?.toISOString() ?? null);
  await sql`
    update pipeline_messages p set status = a.status, finished_at = case when a.sent_at is null then p.finished_at else coalesce(p.finished_at, ${now}) end,
      discarded_at = case when a.sent_at is null then p.discarded_at end, discarded_by = case when a.sent_at is null then p.discarded_by end,
      lease_by = case when a.sent_at is null then p.lease_by end, sent_at = a.sent_at, error_code = a.error_code, error_message = left(a.error_message, 1000), delivered_at = a.delivered_at,
      opened_at = a.opened_at, machine_opened_at = a.machine_opened_at, clicked_at = a.clicked_at, machine_clicked_at = a.machine_clicked_at, replied_at = a.replied_at,
      unsubscribed_at = a.unsubscribed_at, bounced_at = a.bounced_at, complained_at = a.complained_at
    from unnest(${rows.map((m) => m.id)}::uuid[], ${rows.map((m) => m.status)}::text[], ${times((m) => m.sentAt)}::timestamptz[], ${rows.map((m) => m.errorCode)}::text[],
      ${rows.map((m) => m.errorMessage)}::text[], ${times((m) => m.deliveredAt)}::timestamptz[], ${times((m) => m.openedAt)}::timestamptz[],
      ${times((m) => m.machineOpenedAt)}::timestamptz[], ${times((m) => m.clickedAt)}::timestamptz[], ${times((m) => m.machineClickedAt)}::timestamptz[],
      ${times((m) => m.repliedAt)}::timestamptz[], ${times((m) => m.unsubscribedAt)}::timestamptz[], ${times((m) => m.bouncedAt)}::timestamptz[],
      ${times((m) => m.complainedAt)}::timestamptz[])
      as a(id, status, sent_at, error_code, error_message, delivered_at, opened_at, machine_opened_at, clicked_at, machine_clicked_at, replied_at, unsubscribed_at, bounced_at, complained_at)
    where p.tenant_id = ${tenant} and p.id = a.id`;
  return rows;
}

const byPeople = new Set<DeliveryEvent>(['opened', 'clicked', 'replied', 'unsubscribed']);

async function touchContacts(
  sql: TagsTx,
  tenant: string,
  held: Map<string, HeldMessage>,
  fresh: Kept[],
): Promise<void> {
  const active = fresh.filter((e) => byPeople.has(e.event) && !e.machine);
  if (active.length === 0) return;
  await sql`
    update contacts c set last_activity_at = a.at
    from (select contact_id, max(at) as at from unnest(${active.map((e) => held.get(e.messageId)?.contactId ?? null)}::uuid[], ${active.map((e) => e.at.toISOString())}::timestamptz[])
      as given(contact_id, at) group by contact_id) a
    where c.tenant_id = ${tenant} and c.id = a.contact_id and c.deleted_at is null and (c.last_activity_at is null or c.last_activity_at < a.at)`;
}

const countedStamps = [
  ['openedAt', 'opened'],
  ['clickedAt', 'clicked'],
  ['repliedAt', 'replied'],
] as const;

function factsOf(held: Map<string, HeldMessage>, fresh: Kept[], after: HeldMessage[], now: Date) {
  const news: MessageNews[] = [];
  const add = (name: MessageNews['name'], message: HeldMessage | undefined, item: MessageNews['item']) => {
    if (message) news.push({ name, message, item });
  };
  for (const message of after) {
    const before = held.get(message.id);
    if (before && !isSent(before) && isSent(message)) add('sent', before, { at: now.toISOString() });
    for (const [stamp, event] of countedStamps) {
      const [was, is] = [before?.[stamp] ?? null, message[stamp]];
      if (was?.getTime() === is?.getTime()) continue;
      if (was) add(undoneOf(event), before, { at: was.toISOString() });
      if (is) add(firstOf(event), before, { at: is.toISOString() });
    }
  }
  for (const { event, messageId, at, detail, machine } of fresh) {
    if (event === 'accepted' || event === 'auto_replied') continue;
    add(event, held.get(messageId), {
      at: at.toISOString(),
      ...(detail ? { detail: detail.slice(0, 2000) } : {}),
      ...(machine ? { machine } : {}),
    });
  }
  return factsAbout(news);
}
