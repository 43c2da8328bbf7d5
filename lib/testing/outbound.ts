import { randomUUID } from 'node:crypto';
import type { TestDatabase } from './database';

export interface QueuedCampaign {
  id: string;
  templateId: string;
  versionId: string;
  /** Messages and contacts in the order of their addresses p0@…, p1@…. */
  messages: string[];
  contacts: string[];
  addresses: string[];
  /** Lets the lane be served now. */
  wake(): Promise<void>;
}

export interface QueuedOptions {
  subject?: string;
  html?: string;
  /** The lane sleeps until `wake`. */
  asleep?: boolean;
}

/** Arranges a planned campaign whose messages all wait, without its verbs: quick, and of any size. */
export async function queuedCampaign(
  { owner: { tags: sql } }: TestDatabase,
  tenant: string,
  count: number,
  options: QueuedOptions = {},
): Promise<QueuedCampaign> {
  const [id, templateId, versionId] = [randomUUID(), randomUUID(), randomUUID()];
  const messages = Array.from({ length: count }, () => randomUUID());
  const contacts = Array.from({ length: count }, () => randomUUID());
  const addresses = Array.from({ length: count }, (_, i) => `p${i}@${tenant}.test`);
  const { subject = 'Dear {{ contact.first_name }}', html = '<p>Hello {{ contact.first_name }}</p>' } = options;
  await sql`insert into senders (tenant_id, from_name, from_email, is_default) values (${tenant}, 'Office', 'office@uni.example', true) on conflict do nothing`;
  await sql`insert into templates (tenant_id, id, name, channel) values (${tenant}, ${templateId}, ${`Template ${templateId}`}, 'email')`;
  await sql`insert into template_versions (tenant_id, id, template_id, version, subject, body_html, body, variables) values (${tenant}, ${versionId}, ${templateId}, 1, ${subject}, ${html}, '', '{}')`;
  await sql`insert into contacts (tenant_id, id, email, email_normalized, first_name, display_name)
    select ${tenant}, c.id, c.email, c.email, 'Ada', 'Ada' from unnest(${contacts}::uuid[], ${addresses}::text[]) as c(id, email)`;
  await sql`insert into contact_consents (tenant_id, contact_id, channel, purpose, granted, source, occurred_at)
    select ${tenant}, id, 'email', 'marketing', true, 'form', now() - interval '1 day' from unnest(${contacts}::uuid[]) as c(id)`;
  await sql`insert into campaigns (tenant_id, id, name, channel, purpose, status, template_id, template_version_id, planned_at)
    values (${tenant}, ${id}, ${`Campaign ${id}`}, 'email', 'marketing', 'sending', ${templateId}, ${versionId}, now())`;
  await sql`insert into pipeline_lanes (tenant_id, id, kind, channel, due_at) values (${tenant}, ${id}, 'campaign', 'email', 'infinity')`;
  await sql`insert into pipeline_messages (tenant_id, id, lane_id, source_type, source_id, contact_id, channel, status, recipient_address, template_version_id, verdict_rule, due_at)
    select ${tenant}, m.id, ${id}, 'campaign', ${id}, m.contact_id, 'email', 'queued', m.address, ${versionId}, 'passed', now() - interval '1 minute'
    from unnest(${messages}::uuid[], ${contacts}::uuid[], ${addresses}::text[]) as m(id, contact_id, address)`;
  const wake = async () => {
    await sql`update pipeline_lanes set due_at = now() - interval '1 minute' where tenant_id = ${tenant} and id = ${id}`;
    await sql`select pg_notify('pipeline', ${tenant})`;
  };
  if (!options.asleep) await wake();
  return { id, templateId, versionId, messages, contacts, addresses, wake };
}

/** How many messages of a campaign are in each state, with their reasons. */
export async function statesOf(
  { owner: { tags: sql } }: TestDatabase,
  campaign: QueuedCampaign,
): Promise<Record<string, number>> {
  const rows = await sql<
    { status: string; n: number }[]
  >`select status, count(*)::int as n from pipeline_messages where source_id = ${campaign.id} group by 1`;
  return Object.fromEntries(rows.map((row) => [row.status, row.n]));
}
