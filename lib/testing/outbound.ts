import { randomUUID } from 'node:crypto';
import type { Tags } from '@/db/client';
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
  await sql`insert into campaigns (tenant_id, id, name, channel, purpose, status, template_id, template_version_id)
    values (${tenant}, ${id}, ${`Campaign ${id}`}, 'email', 'marketing', 'sending', ${templateId}, ${versionId})`;
  await sql`insert into pipeline_lanes (tenant_id, id, kind, channel, due_at) values (${tenant}, ${id}, 'campaign', 'email', 'infinity')`;
  await sql`insert into pipeline_messages (tenant_id, id, lane_id, source_type, source_id, contact_id, channel, status, recipient_address, template_version_id, verdict_rule, due_at)
    select ${tenant}, m.id, ${id}, 'campaign', ${id}, m.contact_id, 'email', 'queued', m.address, ${versionId}, 'passed', now() - interval '1 minute'
    from unnest(${messages}::uuid[], ${contacts}::uuid[], ${addresses}::text[]) as m(id, contact_id, address)`;
  await queueAsArranged(sql, tenant);
  // Last: a worker of the same test ends what is planned and has nothing queued.
  await sql`update campaigns set planned_at = now() where tenant_id = ${tenant} and id = ${id}`;
  const wake = async () => {
    await sql`update pipeline_lanes set due_at = now() - interval '1 minute' where tenant_id = ${tenant} and id = ${id}`;
    await sql`select pg_notify('pipeline', ${tenant})`;
  };
  if (!options.asleep) await wake();
  return { id, templateId, versionId, messages, contacts, addresses, wake };
}

/** After messages were arranged without the verbs that also queue them: the queue holds exactly what is queued or deferred, and nothing is in anybody's hands. */
export async function queueAsArranged(sql: Tags, tenant: string): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`delete from pipeline_claims where tenant_id = ${tenant}`;
    await tx`delete from pipeline_queue where tenant_id = ${tenant}`;
    await tx`insert into pipeline_queue (tenant_id, lane_id, due_at, message_id)
      select tenant_id, lane_id, due_at, id from pipeline_messages where tenant_id = ${tenant} and status in ('queued', 'deferred')`;
  });
}

/** Puts all that a campaign has queued, or only some of it, into the hands of a worker, which need not live. */
export async function inHandsOf(
  { owner: { tags: sql } }: TestDatabase,
  campaign: QueuedCampaign,
  worker: string,
  leaseUntil = new Date(Date.now() + 60_000),
  only: readonly string[] | null = null,
): Promise<void> {
  await sql`
    with w as (insert into pipeline_workers (name, lease_until) values (${worker}, ${leaseUntil})
      on conflict (name) do update set lease_until = excluded.lease_until returning id),
    taken as (delete from pipeline_queue where lane_id = ${campaign.id} and (${only === null} or message_id = any(${(only ?? []) as string[]}::uuid[])) returning *)
    insert into pipeline_claims (tenant_id, id, lane_id, worker_id, messages, dues)
    select tenant_id, uuidv7(), lane_id, (select id from w), array_agg(message_id order by message_id), array_agg(due_at order by message_id) from taken group by tenant_id, lane_id`;
}

/** How many messages of a campaign are in each state; `sending` are those in a worker's hands. Throws where queue and messages disagree. */
export async function statesOf(
  { owner: { tags: sql } }: TestDatabase,
  campaign: QueuedCampaign,
): Promise<Record<string, number>> {
  const rows = await sql<
    { status: string; n: number; torn: boolean }[]
  >`select case when m.status in ('queued', 'deferred') and q.message_id is null then 'sending' else m.status end as status, count(*)::int as n,
      bool_or(case when m.status in ('queued', 'deferred') then num_nonnulls(q.message_id, h.id) <> 1 else q.message_id is not null end or q.due_at <> m.due_at) as torn
    from pipeline_messages m left join pipeline_queue q on q.tenant_id = m.tenant_id and q.message_id = m.id
      left join (select c.tenant_id, t.id, t.due from pipeline_claims c cross join unnest(c.messages, c.dues) as t (id, due)) as h
        on h.tenant_id = m.tenant_id and h.id = m.id and h.due = m.due_at
    where m.source_id = ${campaign.id} group by 1`;
  const [lost] = await sql`
    select 1 from pipeline_queue q where q.lane_id = ${campaign.id} and not exists (select 1 from pipeline_messages m where m.tenant_id = q.tenant_id and m.id = q.message_id)`;
  if (lost) throw new Error('The queue holds no message.');
  if (rows.some(({ torn }) => torn))
    throw new Error('What is queued or deferred is not in exactly one place, the queue or a claim.');
  return Object.fromEntries(rows.map((row) => [row.status, row.n]));
}
