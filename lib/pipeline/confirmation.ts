import type { Tags } from '@/db/client';
import { tracking } from '@/lib/paths';
import { config } from '@/lib/platform/config';
import { conflict } from '@/lib/platform/errors';
import { linkTokens } from '@/lib/tracking';
import { composePlain } from './plain';

interface Asked {
  purpose: string;
  /** Of a consent to topics: all that were wanted when it was given. */
  topics: string[];
  tenant_name: string;
  from_name: string;
  from_email: string;
}

/** What a consent is for, as the person is asked about it. */
const subjects: Record<string, string> = { marketing: 'news and invitations', service: 'service messages' };

/** Composes the request to confirm a consent: plain text, one link, nothing that could be taken for advertising. */
export async function composeConfirmation(
  sql: Tags,
  tenant: string,
  consentId: string,
  message: { id: string; address: string },
  name: string,
  now: Date,
): Promise<{ raw: Buffer }> {
  const [row] = await sql<Asked[]>`
    select k.purpose, t.name as tenant_name, array(select o.name from contact_topic_state s join topics o on o.tenant_id = s.tenant_id and o.id = s.topic_id
        where k.topic_id is not null and s.tenant_id = k.tenant_id and s.contact_id = k.contact_id and s.channel = k.channel and s.granted and s.occurred_at <= k.occurred_at order by o.position, o.id) as topics,
      s.from_name, s.from_email from contact_consents k join tenants t on t.id = k.tenant_id
    join senders s on s.tenant_id = k.tenant_id and s.is_default and s.deleted_at is null
    where k.tenant_id = ${tenant} and k.id = ${consentId}`;
  if (!row) throw conflict('There is no default sender any more. Choose one in the settings.');
  const about = row.topics.length > 0 ? `news about ${row.topics.join(', ')}` : (subjects[row.purpose] ?? row.purpose);
  const link = `${config().publicUrl}${tracking.confirm(linkTokens().sign('confirm', tenant, message.id))}`;
  const text = [
    name && name !== message.address ? `Dear ${name},` : 'Hello,',
    `somebody, probably you, asked for ${about} from ${row.tenant_name} at ${message.address}.`,
    `If that is right, please confirm it here:\n${link}`,
    'If it is not, do nothing: you will hear nothing more.',
    row.from_name,
  ].join('\n\n');
  const raw = composePlain({
    ...{ tenant, message, name, now, text, subject: `Please confirm: ${row.tenant_name}` },
    from: { name: row.from_name, address: row.from_email },
    headers: { 'Auto-Submitted': 'auto-generated' },
  });
  return { raw };
}
