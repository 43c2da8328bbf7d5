import { bareClient } from '@/db/client';
import { createCampaign } from '@/lib/campaigns';
import type { Ctx } from '@/lib/platform/context';
import { createDkimKey } from '@/lib/sending';
import { createSegment } from '@/lib/segments';
import { createTemplate } from '@/lib/templates';
import type { Stage } from './stage';

const filler =
  '<p>This summer your year comes back for a weekend of talks, dinners and old stories, and we would like you to be there.</p>'.repeat(
    14,
  );
const html = `<html><body><p>Dear {{ contact.first_name | default: "friend" }} {{ contact.last_name }},</p><p>Class of {{ contact.attributes.class_year }}, {{ contact.attributes.degree }}, {{ contact.attributes.chapter }}.</p>${filler}
<p><a href="https://example.com/programme">Programme</a> <a href="https://example.com/seat">Keep your seat</a> <a href="https://example.com/map">Map</a> <a href="{{ unsubscribe_url }}">Unsubscribe</a></p></body></html>`;

/** So many people who agreed to mailings. */
export async function seed({ services, tenant }: Pick<Ctx, 'services' | 'tenant'>, recipients: number): Promise<void> {
  const sql = services.system.tags;
  const at = `@${tenant}.example.org`;
  for (let from = 0; from < recipients; from += 100_000) {
    const to = Math.min(recipients, from + 100_000);
    await sql`insert into contacts (tenant_id, email, email_normalized, first_name, last_name, display_name, attributes)
      select ${tenant}, 'p' || i || ${at}::text, 'p' || i || ${at}::text, 'First' || i % 500, 'Last' || i % 3000, 'First' || i % 500 || ' Last' || i % 3000,
        jsonb_build_object('class_year', 1990 + i % 30, 'degree', 'BSc ' || i % 40, 'chapter', 'Chapter ' || i % 50)
      from generate_series(${from}::int, ${to - 1}::int) i`;
  }
  await sql`insert into contact_consents (tenant_id, contact_id, channel, purpose, granted, source) select ${tenant}, id, 'email', 'marketing', true, 'form' from contacts where tenant_id = ${tenant}`;
  await sql`select refresh_contact_statistics()`;
}

/** Tidies up after `seed`, as PostgreSQL does by itself within minutes: no installation writes to contacts that it got a second ago. */
export async function settle({ urls }: Pick<Stage, 'urls'>): Promise<void> {
  const sql = bareClient(urls.owner);
  await sql`vacuum analyze contacts, contact_consents`;
  await sql.end();
}

/** Lets what goes out from here be signed, as if DNS had been seen to publish the key. */
export async function signed(ctx: Ctx, algorithm: 'ed25519' | 'rsa'): Promise<void> {
  const sql = ctx.services.system.tags;
  const [sender] = await sql<{ domain: string }[]>`
    select split_part(from_email, '@', 2) as domain from senders where tenant_id = ${ctx.tenant} and is_default and deleted_at is null`;
  if (!sender) throw new Error('The bench has no sender.');
  const { id } = await createDkimKey(ctx, { domain: sender.domain, algorithm });
  await sql`update dkim_keys set published_at = now() where tenant_id = ${ctx.tenant} and id = ${id}`;
}

let drafts = 0;

/** A campaign to everybody: five merge fields, three tracked links. */
export async function draft(ctx: Ctx): Promise<string> {
  const n = ++drafts;
  const segment = await createSegment(ctx, { name: `Everybody ${n}`, rule: { all: [] } });
  const template = await createTemplate(ctx, {
    ...{ name: `Letter ${n}`, channel: 'email', text: '' },
    subject: 'Dear {{ contact.first_name }}',
    html,
  });
  const { id } = await createCampaign(ctx, {
    ...{ name: `Bench ${n}`, channel: 'email', templateId: template.id },
    segmentIds: [segment.id],
  });
  return id;
}

/** By its row alone: counting for a report is not what is measured here. */
export async function stateOf(
  { services, tenant }: Ctx,
  id: string,
): Promise<{ planned: boolean; completed: boolean }> {
  const [row] = await services.system.tags<{ planned: boolean; completed: boolean }[]>`
    select planned_at is not null as planned, status = 'completed' as completed from campaigns where tenant_id = ${tenant} and id = ${id}`;
  return row ?? { planned: false, completed: false };
}
