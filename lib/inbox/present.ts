import type { SQL } from 'drizzle-orm';
import { sql } from 'drizzle-orm';
import { waitsSql } from '@/lib/pipeline';
import { outcomeOf, type MessageState } from '@/lib/pipeline/vocabulary';
import { sentence } from '@/lib/platform/text';
import type { InboxMessage, Thread } from './schema';

export interface ThreadRow extends Record<string, unknown> {
  id: string;
  subject: string;
  channel: Thread['channel'];
  status: Thread['status'];
  priority: Thread['priority'];
  unread: number;
  last_direction: Thread['lastDirection'];
  last: string;
  snippet: string | null;
  contact_id: string;
  display_name: string;
  email: string | null;
  campaign_id: string | null;
  campaign_name: string | null;
  version: number;
  created: string;
}

const isoOf = (column: SQL): SQL => sql`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** What a thread's row shows; threads of deleted contacts are hidden with them. `t` is inbox_threads, `c` contacts, `k` campaigns. */
export const threadColumns = sql`t.id, t.subject, t.channel, t.status, t.priority, t.unread, t.last_direction, ${isoOf(sql`t.last_message_at`)} as last, t.contact_id, c.display_name, c.email,
  t.campaign_id, k.name as campaign_name, t.version, ${isoOf(sql`t.created_at`)} as created,
  (select left(m.body, 200) from inbox_messages m where m.tenant_id = t.tenant_id and m.thread_id = t.id order by m.occurred_at desc, m.id desc limit 1) as snippet`;

export const threadTables = sql`inbox_threads t join contacts c on c.tenant_id = t.tenant_id and c.id = t.contact_id and c.deleted_at is null left join campaigns k on k.tenant_id = t.tenant_id and k.id = t.campaign_id`;

export const presentThread = (row: ThreadRow): Thread => ({
  id: row.id,
  subject: row.subject,
  channel: row.channel,
  status: row.status,
  priority: row.priority,
  unread: row.unread,
  lastDirection: row.last_direction,
  lastMessageAt: row.last,
  snippet: (row.snippet ?? '').replace(/\s+/g, ' ').trim(),
  contact: { id: row.contact_id, displayName: row.display_name, email: row.email },
  campaignId: row.campaign_id,
  campaignName: row.campaign_name,
  version: row.version,
  createdAt: row.created,
});

export interface MessageRow extends Record<string, unknown> {
  id: string;
  thread_id: string;
  direction: InboxMessage['direction'];
  channel: InboxMessage['channel'];
  subject: string;
  body: string;
  quoted: string | null;
  from_name: string | null;
  from_address: string | null;
  attachments: InboxMessage['attachments'];
  sent_by: string | null;
  sent_by_name: string | null;
  occurred: string;
  pipeline_id: string | null;
  state: MessageState | null;
  verdict_reason: string | null;
  error_code: string | null;
  error_message: string | null;
  waits: boolean | null;
}

/** What a message's row shows; `m` is inbox_messages, `p` pipeline_messages, `u` tenant_people(). */
export const messageColumns = sql`m.id, m.thread_id, m.direction, m.channel, m.subject, m.body, m.quoted, m.from_name, m.from_address, m.attachments, m.sent_by, u.name as sent_by_name,
  ${isoOf(sql`m.occurred_at`)} as occurred, p.id as pipeline_id, p.status as state, p.verdict_reason, p.error_code, p.error_message, ${waitsSql} as waits`;

export const messageTables = sql`inbox_messages m left join pipeline_messages p on p.tenant_id = m.tenant_id and p.id = m.pipeline_message_id and m.direction = 'outbound'
  left join tenant_people() u on u.user_id::text = m.sent_by`;

export const presentMessage = (row: MessageRow): InboxMessage => ({
  id: row.id,
  threadId: row.thread_id,
  direction: row.direction,
  channel: row.channel,
  subject: row.subject,
  body: row.body,
  quoted: row.quoted,
  fromName: row.from_name,
  fromAddress: row.from_address,
  attachments: row.attachments,
  sentBy: row.sent_by_name ?? row.sent_by,
  occurredAt: row.occurred,
  delivery:
    row.pipeline_id && row.state
      ? {
          messageId: row.pipeline_id,
          state: row.state,
          outcome: outcomeOf[row.state],
          reason: row.state === 'skipped' ? row.verdict_reason : row.error_code,
          error: row.error_message === null ? null : sentence(row.error_message),
          waits: row.waits === true,
        }
      : null,
});
