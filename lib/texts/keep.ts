import type { TagsTx } from '@/db/client';
import { changeConsent, feedbackContext, holdMessages, liftGone, recordFeedback } from '@/lib/feedback';
import { keepIncoming } from '@/lib/inbox';
import type { Clock } from '@/lib/platform/clock';
import { withTenantTags } from '@/lib/platform/db/tenant';
import type { Services } from '@/lib/platform/services';
import { oneLine } from '@/lib/platform/text';
import { askedIn, type IncomingText } from './words';

const longest = 10_000;
const subjectLength = 80;
const e164 = /^\+[1-9]\d{5,14}$/;

/** Files what people wrote to our numbers, each text once. Who is not known by the number is left out. Returns how many were new. */
export async function keepTexts(
  services: Services,
  tenant: string,
  texts: readonly IncomingText[],
  clock: Clock,
): Promise<number> {
  const now = clock.now();
  let taken = 0;
  for (const text of texts) {
    const at = text.at.getTime() < now.getTime() ? text.at : now;
    const body = text.body.toWellFormed().replaceAll('\0', '').slice(0, longest);
    const clean = { ...text, at, body, key: oneLine(text.key, 200) };
    if (!e164.test(text.from) || body.trim() === '') continue;
    taken += await withTenantTags(feedbackContext(services, tenant, clock), async (sql) => {
      const isNew = await keepText(sql, tenant, clean, now);
      if (isNew > 0) await liftGone(sql, tenant, { phone: clean.from, channel: clean.channel, at });
      return isNew;
    });
  }
  return taken;
}

interface Writer {
  id: string;
}

async function keepText(sql: TagsTx, tenant: string, text: IncomingText, now: Date): Promise<number> {
  const writers = await sql<Writer[]>`
    select id from contacts where tenant_id = ${tenant} and phone_e164 = ${text.from} and deleted_at is null order by id`;
  if (writers.length === 0) return 0;
  const origin = await lastTo(sql, tenant, text, writers);
  const asked = askedIn(text);
  if (asked) return turn(sql, tenant, { text, writers, origin, granted: asked === 'start', now });
  const kept = await keepIncoming(sql, tenant, {
    ...{ channel: text.channel, contactId: origin?.contactId ?? writers[0]?.id ?? '', at: text.at, body: text.body },
    ...{ originMessageId: origin?.id ?? null, campaignId: origin?.campaignId ?? null, externalId: text.key },
    ...{ inReplyTo: null, references: [], quoted: null, attachments: [] },
    subject: text.body.trim().split('\n')[0]?.slice(0, subjectLength) ?? '',
    fromName: text.name ? oneLine(text.name, 200) : null,
    fromAddress: text.from,
    raw: Buffer.from(text.body),
  });
  if (!kept.isNew) return 0;
  if (origin) {
    const metadata = { threadId: kept.threadId };
    const replied = { messageId: origin.id, event: 'replied', at: text.at, key: `text:${text.key}`, metadata } as const;
    await recordFeedback(sql, tenant, [replied], now);
  }
  return 1;
}

interface Origin {
  id: string;
  contactId: string;
  campaignId: string | null;
}

/** The last message that went to this number: what is written now answers it. Locked, as whatever comes back for a message. */
async function lastTo(
  sql: TagsTx,
  tenant: string,
  { channel, from }: IncomingText,
  writers: readonly Writer[],
): Promise<Origin | null> {
  const [row] = await sql<Origin[]>`
    select id, contact_id as "contactId", case when source_type = 'campaign' then source_id end as "campaignId" from pipeline_messages
    where tenant_id = ${tenant} and contact_id = any(${writers.map(({ id }) => id)}::uuid[]) and channel = ${channel} and recipient_address = ${from}
      and sent_at is not null order by sent_at desc limit 1`;
  if (row) await holdMessages(sql, tenant, [row.id]);
  return row ?? null;
}

interface Turn {
  text: IncomingText;
  writers: readonly Writer[];
  origin: Origin | null;
  granted: boolean;
  now: Date;
}

/** Nothing more on this channel for all who have the number, or again: the last word of the ledger. */
async function turn(sql: TagsTx, tenant: string, given: Turn): Promise<number> {
  const { text, writers, origin, granted, now } = given;
  let taken = 0;
  for (const { id } of writers) if (await turnOne(sql, tenant, id, given)) taken++;
  if (taken > 0 && origin && !granted) {
    const left = { messageId: origin.id, event: 'unsubscribed', at: text.at, key: `text:${text.key}` } as const;
    await recordFeedback(sql, tenant, [left], now);
  }
  return Math.min(1, taken);
}

/** What staff said of a person is not lifted by a number, which others may have or pretend to have. */
async function turnOne(sql: TagsTx, tenant: string, contactId: string, { text, granted }: Turn): Promise<boolean> {
  await sql`select 1 from contacts where tenant_id = ${tenant} and id = ${contactId} for update`;
  const { channel, key, at } = text;
  const lines = await sql<{ granted: boolean; source: string; told: boolean }[]>`
    select granted, source, evidence ->> 'text' is not distinct from ${key} as told from contact_consents
    where tenant_id = ${tenant} and contact_id = ${contactId} and channel = ${channel} and purpose = 'any' order by occurred_at desc, id desc`;
  const [last] = lines;
  // Told again after a newer word, an old one does not count.
  if (lines.some(({ told }) => told) || (last && !last.granted && last.source !== 'inbound')) return false;
  const change = { contactId, channel, purpose: 'any', granted, source: 'inbound', at, again: true } as const;
  const detail = `Wrote “${oneLine(text.body.trim(), 60)}”`;
  return changeConsent(sql, tenant, { ...change, detail, evidence: { text: key }, actor: `public:${channel}` });
}
