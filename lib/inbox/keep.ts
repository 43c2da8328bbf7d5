import { createHash } from 'node:crypto';
import type { TagsTx } from '@/db/client';
import type { Channel } from '@/lib/contacts/vocabulary';
import { insertFacts } from '@/lib/platform/outbox';
import { inboxFact } from './events';
import { subjectRoot } from './subject';

/** What a person wrote, cleaned and cut; all texts are free of NUL. */
export interface IncomingMail {
  channel: Channel;
  contactId: string;
  /** Our message that it answers; null when they wrote first. */
  originMessageId: string | null;
  campaignId: string | null;
  /** Message-ID without brackets, or the provider's name for it. */
  externalId: string;
  inReplyTo: string | null;
  references: string[];
  subject: string;
  body: string;
  quoted: string | null;
  attachments: { name: string; type: string; bytes: number }[];
  fromName: string | null;
  fromAddress: string | null;
  raw: Buffer;
  at: Date;
}

export interface KeptMail {
  threadId: string;
  messageId: string;
  /** False when the same mail had come before. */
  isNew: boolean;
}

/**
 * Puts an incoming mail into its thread: the one it refers to, else that of the message it answers, else the contact's
 * open one with the same subject, else a new one. Texts of one channel are one conversation. Only threads of this contact are looked at, so that a forged
 * reference reaches nobody else's. Runs in the caller's transaction, which holds the answered message's lock.
 */
export async function keepIncoming(sql: TagsTx, tenant: string, mail: IncomingMail): Promise<KeptMail> {
  const { known, externalId } = await sameMail(sql, tenant, mail);
  if (known) return { ...known, isNew: false };
  const thread = (await continueThread(sql, tenant, mail)) ?? (await openThread(sql, tenant, mail));
  const [message] = await sql<{ id: string }[]>`
    insert into inbox_messages (tenant_id, thread_id, direction, channel, subject, body, quoted, attachments, external_id, in_reply_to, message_references, from_address, from_name, occurred_at)
    values (${tenant}, ${thread.id}, 'inbound', ${mail.channel}, ${mail.subject}, ${mail.body}, ${mail.quoted}, ${sql.json(mail.attachments)}, ${externalId}, ${mail.inReplyTo},
      ${mail.references}, ${mail.fromAddress}, ${mail.fromName}, ${mail.at}) returning id`;
  if (!message) throw new Error('The insert returned no row.');
  await sql`insert into inbox_raw (tenant_id, message_id, raw) values (${tenant}, ${message.id}, ${mail.raw})`;
  await sql`
    insert into contact_timeline_events (tenant_id, contact_id, event_type, title, details, source_type, source_id, occurred_at)
    values (${tenant}, ${mail.contactId}, 'inbox.message_received', ${mail.subject}, ${sql.json({ threadId: thread.id, messageId: message.id })}, 'inbox_thread', ${thread.id}, ${mail.at})`;
  await insertFacts(
    sql,
    tenant,
    [
      inboxFact('message_received', thread.id, thread.version, {
        threadId: thread.id,
        messageId: message.id,
        contactId: mail.contactId,
      }),
    ],
    mail.at,
  );
  return { threadId: thread.id, messageId: message.id, isNew: true };
}

interface Known {
  threadId: string;
  messageId: string;
}

/** Finds the mail if it came before. Two different mails under one Message-ID are both kept, the later under a longer one. */
async function sameMail(
  sql: TagsTx,
  tenant: string,
  mail: IncomingMail,
): Promise<{ known: Known | null; externalId: string }> {
  const print = createHash('sha256')
    .update(`${mail.contactId}\n${mail.fromAddress}\n${mail.body}`)
    .digest('hex')
    .slice(0, 16);
  let externalId = mail.externalId;
  for (const candidate of [mail.externalId, `${mail.externalId}~${print}`]) {
    externalId = candidate;
    const [row] = await sql<{ id: string; thread_id: string; contact_id: string; body: string; direction: string }[]>`
      select m.id, m.thread_id, t.contact_id, m.body, m.direction from inbox_messages m join inbox_threads t on t.tenant_id = m.tenant_id and t.id = m.thread_id
      where m.tenant_id = ${tenant} and m.external_id = ${candidate}`;
    if (!row) break;
    const isSame = row.direction === 'inbound' && row.contact_id === mail.contactId && row.body === mail.body;
    if (isSame) return { known: { threadId: row.thread_id, messageId: row.id }, externalId };
  }
  return { known: null, externalId };
}

interface ThreadVersion {
  id: string;
  version: number;
}

async function continueThread(sql: TagsTx, tenant: string, mail: IncomingMail): Promise<ThreadVersion | undefined> {
  const named = [...new Set([mail.inReplyTo ?? '', ...mail.references])].filter((id) => id !== '');
  const root = subjectRoot(mail.subject);
  const [found] = await sql<{ id: string }[]>`
    select id from (
      select t.id, t.last_message_at, case
        when exists (select 1 from inbox_messages m where m.tenant_id = ${tenant} and m.thread_id = t.id and (m.external_id = any(${named}::text[]) or m.pipeline_message_id = ${mail.originMessageId}::uuid)) then 1
        when t.origin_message_id = ${mail.originMessageId}::uuid then 2
        when t.status = 'open' and lower(t.subject) = lower(${root}) then 3
        when t.channel <> 'email' then 4 end as rank
      from inbox_threads t where t.tenant_id = ${tenant} and t.contact_id = ${mail.contactId} and t.channel = ${mail.channel} and t.deleted_at is null) ranked
    where rank is not null order by rank, last_message_at desc limit 1`;
  if (!found) return undefined;
  const [thread] = await sql<ThreadVersion[]>`
    update inbox_threads set status = 'open', unread = unread + 1, last_direction = 'inbound', last_message_at = ${mail.at}, version = version + 1, updated_at = ${mail.at}
    where tenant_id = ${tenant} and id = ${found.id} returning id, version`;
  return thread;
}

async function openThread(sql: TagsTx, tenant: string, mail: IncomingMail): Promise<ThreadVersion> {
  const [thread] = await sql<ThreadVersion[]>`
    insert into inbox_threads (tenant_id, contact_id, channel, subject, origin_message_id, campaign_id, unread, last_direction, last_message_at, created_at, updated_at)
    values (${tenant}, ${mail.contactId}, ${mail.channel}, ${subjectRoot(mail.subject)}, ${mail.originMessageId}, ${mail.campaignId}, 1, 'inbound', ${mail.at}, ${mail.at}, ${mail.at})
    returning id, version`;
  if (!thread) throw new Error('The insert returned no row.');
  return thread;
}
