import { randomUUID } from 'node:crypto';
import type { TestDatabase } from './database';

export interface SentMessageOptions {
  email?: string;
  name?: string;
  status?: string;
  sentAt?: Date;
  subject?: string;
  html?: string;
  purpose?: string;
  /** Addresses of the template's links, in order. */
  links?: string[];
}

export interface SentMessage {
  messageId: string;
  contactId: string;
  campaignId: string;
  email: string;
}

/** Arranges a campaign of one recipient with consent, whose message was handed over a minute ago unless told otherwise. */
export async function sentMessage(
  { owner: { tags: sql } }: TestDatabase,
  tenant: string,
  options: SentMessageOptions = {},
): Promise<SentMessage> {
  const [contactId, templateId, versionId, campaignId, messageId] = [
    randomUUID(),
    randomUUID(),
    randomUUID(),
    randomUUID(),
    randomUUID(),
  ];
  const email = options.email ?? `ada-${contactId.slice(0, 8)}@example.org`;
  const name = options.name ?? 'Ada Lovelace';
  const {
    status = 'sent',
    sentAt = new Date(Date.now() - 60_000),
    subject = 'Summer reunion',
    html = '<p>Hello {{ contact.first_name }}</p>',
    purpose = 'marketing',
  } = options;
  await sql`insert into senders (tenant_id, from_name, from_email, is_default) values (${tenant}, 'Alumni Office', 'office@uni.example', true) on conflict do nothing`;
  await sql`insert into contacts (tenant_id, id, email, email_normalized, first_name, display_name) values (${tenant}, ${contactId}, ${email}, ${email}, 'Ada', ${name})`;
  await sql`insert into contact_consents (tenant_id, contact_id, channel, purpose, granted, source, occurred_at) values (${tenant}, ${contactId}, 'email', ${purpose}, true, 'form', now() - interval '1 day')`;
  await sql`insert into templates (tenant_id, id, name, channel) values (${tenant}, ${templateId}, ${`Template ${templateId}`}, 'email')`;
  await sql`insert into template_versions (tenant_id, id, template_id, version, subject, body_html, body, variables) values (${tenant}, ${versionId}, ${templateId}, 1, ${subject}, ${html}, '', '{}')`;
  for (const [position, url] of (options.links ?? []).entries())
    await sql`insert into email_links (tenant_id, template_version_id, position, url) values (${tenant}, ${versionId}, ${position}, ${url})`;
  await sql`insert into campaigns (tenant_id, id, name, channel, purpose, status, template_id, template_version_id) values (${tenant}, ${campaignId}, 'Reunion', 'email', ${purpose}, 'sending', ${templateId}, ${versionId})`;
  await sql`insert into pipeline_lanes (tenant_id, id, kind, channel) values (${tenant}, ${campaignId}, 'campaign', 'email')`;
  await sql`
    insert into pipeline_messages (tenant_id, id, lane_id, source_type, source_id, contact_id, channel, status, recipient_address, template_version_id, verdict_rule, sent_at, finished_at)
    values (${tenant}, ${messageId}, ${campaignId}, 'campaign', ${campaignId}, ${contactId}, 'email', ${status}, ${email}, ${versionId}, 'passed', ${status === 'sent' ? sentAt : null}, ${sentAt})`;
  return { messageId, contactId, campaignId, email };
}
