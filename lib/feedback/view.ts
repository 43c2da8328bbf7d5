import type { TagsTx } from '@/db/client';
import { tracking } from '@/lib/paths';
import { withFooter } from '@/lib/pipeline';
import { instrumentHtml, linkTokens, type TokenSigner } from '@/lib/tracking';
import { systemClock, type Clock } from '@/lib/platform/clock';
import { config } from '@/lib/platform/config';
import { withTenantTags } from '@/lib/platform/db/tenant';
import { services, type Services } from '@/lib/platform/services';
import { compileTemplate, fill, scopeOf, type ScopeContact } from '@/lib/templates';
import { feedbackContext } from './apply';
import { isForeignHost } from './host';

interface Row extends ScopeContact {
  subject: string;
  body_html: string;
  body: string;
  tenant_name: string;
  from_name: string;
  from_email: string;
  campaign_name: string | null;
  track_clicks: boolean;
}

/** What somebody sees who opens her message in the browser. */
export interface MailView {
  subject: string;
  /** Null when the message has no HTML. */
  html: string | null;
  text: string;
}

/**
 * Makes the message of a view token again, from its template version and what is kept with it (decision 021); without the pixel,
 * since this is no mail. Null for an unknown token.
 */
export async function viewMessage(
  token: string,
  host: string | null = null,
  open: Services = services(),
  clock: Clock = systemClock,
): Promise<MailView | null> {
  const tokens = linkTokens();
  const claim = tokens.verify(token);
  if (claim?.kind !== 'view') return null;
  const { tenant, messageId } = claim;
  const row = await withTenantTags(feedbackContext(open, tenant, clock), async (sql) =>
    (await isForeignHost(sql, tenant, host)) ? undefined : load(sql, tenant, messageId),
  );
  if (!row) return null;
  const source = withFooter({ subject: row.subject, html: row.body_html, text: row.body });
  const { html, links } = instrumentHtml(source.html, { links: row.track_clicks });
  const compiled = compileTemplate({ ...source, html });
  const scope = scopeFor(row, tokens, tenant, messageId, links.length);
  return {
    subject: fill(compiled.subject, scope),
    html: compiled.html ? fill(compiled.html, scope) : null,
    text: fill(compiled.text, scope),
  };
}

async function load(sql: TagsTx, tenant: string, messageId: string): Promise<Row | undefined> {
  const [row] = await sql<Row[]>`
    select c.id, case when c.email_normalized = m.recipient_address then c.email else m.recipient_address end as email, c.phone_e164 as phone, c.first_name as "firstName", c.last_name as "lastName", c.display_name as "displayName", c.language, c.attributes,
      coalesce(a.subject, v.subject) as subject, v.body_html, v.body, t.name as tenant_name, s.from_name, s.from_email, k.name as campaign_name, coalesce(k.track_clicks, true) as track_clicks
    from pipeline_messages m
    join contacts c on c.tenant_id = m.tenant_id and c.id = m.contact_id and c.deleted_at is null
    join template_versions v on v.tenant_id = m.tenant_id and v.id = m.template_version_id
    cross join find_tenant(${tenant}) t
    left join campaigns k on k.tenant_id = m.tenant_id and k.id = m.source_id
    left join campaign_variants a on a.tenant_id = k.tenant_id and a.campaign_id = k.id and a.position = m.variant
    join senders s on s.tenant_id = m.tenant_id and (s.id = k.sender_id or (k.sender_id is null and s.is_default and s.deleted_at is null))
    where m.tenant_id = ${tenant} and m.id = ${messageId}`;
  return row;
}

function scopeFor(row: Row, tokens: TokenSigner, tenant: string, messageId: string, links: number) {
  const { publicUrl } = config();
  return scopeOf(row, {
    tenantName: row.tenant_name,
    senderName: row.from_name,
    senderEmail: row.from_email,
    campaignName: row.campaign_name ?? '',
    unsubscribeUrl: publicUrl + tracking.unsubscribe(tokens.sign('unsubscribe', tenant, messageId)),
    preferencesUrl: publicUrl + tracking.preferences(tokens.sign('preferences', tenant, messageId)),
    viewUrl: publicUrl + tracking.view(tokens.sign('view', tenant, messageId)),
    tracking: trackedLinks(links, tokens, tenant, messageId),
  });
}

function trackedLinks(count: number, tokens: TokenSigner, tenant: string, messageId: string): Record<string, string> {
  const { publicUrl } = config();
  return Object.fromEntries(
    Array.from({ length: count }, (_, position) => [
      `l${position}`,
      publicUrl + tracking.click(tokens.sign('click', tenant, messageId, position)),
    ]),
  );
}
