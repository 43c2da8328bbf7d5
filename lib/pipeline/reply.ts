import type { Tags } from '@/db/client';
import { conflict } from '@/lib/platform/errors';
import { composePlain } from './plain';
import { asFreeText } from './text';

interface Answer {
  id: string;
  channel: string;
  subject: string;
  body: string;
  in_reply_to: string | null;
  message_references: string[];
  from_name: string;
  from_email: string;
}

/** Composes a person's answer in a thread: a mail of plain text, threaded by In-Reply-To and References; on other channels the words alone. */
export async function composeReply(
  sql: Tags,
  tenant: string,
  inboxMessageId: string,
  message: { id: string; address: string },
  name: string,
  now: Date,
): Promise<{ raw: Buffer }> {
  const [row] = await sql<Answer[]>`
    select m.id, m.channel, m.subject, m.body, m.in_reply_to, m.message_references, s.from_name, s.from_email
    from inbox_messages m left join senders s on s.tenant_id = m.tenant_id and s.is_default and s.deleted_at is null
    where m.tenant_id = ${tenant} and m.id = ${inboxMessageId} and m.direction = 'outbound'`;
  if (row && row.channel !== 'email') return { raw: Buffer.from(asFreeText(row.body)) };
  if (!row?.from_email)
    throw conflict('There is no default sender any more. Choose one in the settings and answer again.');
  const raw = composePlain({
    ...{ tenant, message, name, now, subject: row.subject, text: row.body },
    from: { name: row.from_name, address: row.from_email },
    ...(row.in_reply_to ? { inReplyTo: `<${row.in_reply_to}>` } : {}),
    references: row.message_references.map((id) => `<${id}>`),
  });
  return { raw };
}
