import type { Tags } from '@/db/client';
import { composeMessage, type Composer } from './mime/compose';
import { conflict } from '@/lib/platform/errors';
import { config } from '@/lib/platform/config';
import { tracking } from '@/lib/paths';
import { compileTemplate, scopeOf, type ScopeContact } from '@/lib/templates';
import type { ApprovedTemplate, PushParts, TemplateScope } from '@/lib/templates/vocabulary';
import { composePush } from './push';
import { composeText, type ComposedText } from './text';
import { composeWebhook } from './webhook';
import { instrumentHtml, linkTokens, mailTokens, trapLink, urlAt, type TrackedLink } from '@/lib/tracking';

/** Whom a message goes to: the contact, unless another name is given; answers find their way by the message, unless they go elsewhere. */
interface Addressed {
  id: string;
  address: string;
  name?: string;
  replyTo?: string | undefined;
}

export interface Composed {
  templateId: string;
  fromEmail: string;
  compose(message: Addressed, contact: ScopeContact, now: Date): Buffer;
}

interface Version {
  template_id: string;
  channel: string;
  subject: string;
  body_html: string;
  body: string;
  approved: ApprovedTemplate | null;
  push: PushParts | null;
  tenant_name: string;
  from_name: string;
  from_email: string;
  campaign_name: string | null;
  /** Of a campaign: whether opens and clicks are tracked. */
  track_opens: boolean;
  track_clicks: boolean;
  /** The tenant's own host for links, when it is verified. */
  link_domain: string | null;
}

const footerHtml =
  '<p style="font:12px/18px sans-serif;color:#5b6068;margin:24px 0 0"><a href="{{ unsubscribe_url }}" style="color:#5b6068">Unsubscribe</a></p>';
const footerText = '\n\n--\nUnsubscribe: {{ unsubscribe_url }}\n';
const mentionsUnsubscribe = (text: string) => /\{\{-?\s*(unsubscribe_url|preferences_url)\b/.test(text);

/** Every mailing tells its reader how to leave: a template that forgot gets the line at its end. */
export function withFooter(source: { subject: string; html: string; text: string }) {
  const html =
    source.html.trim() === '' || mentionsUnsubscribe(source.html)
      ? source.html
      : insertBeforeBodyEnd(source.html, footerHtml);
  const text = source.text.trim() === '' || mentionsUnsubscribe(source.text) ? source.text : source.text + footerText;
  return { subject: source.subject, html, text };
}

function insertBeforeBodyEnd(html: string, piece: string): string {
  const at = html.toLowerCase().lastIndexOf('</body');
  return at < 0 ? html + piece : html.slice(0, at) + piece + html.slice(at);
}

/** What is tracked gets its slots; a message without HTML has nothing that could be. */
const withTracking = (html: string, { opens, clicks }: { opens: boolean; clicks: boolean }) =>
  html.trim() === '' ? { html, links: [] } : instrumentHtml(html, { pixel: opens, trap: clicks, links: clicks });

/** What a test begins with: no reader takes it for the message itself. */
const testMark = '[Test] ';
/** What is counted of nobody. */
const uncounted = { track_opens: false, track_clicks: false };

const noSender = (campaignId: string | null) =>
  campaignId === null
    ? 'There is no default sender. Choose one under Settings, Senders, and try again.'
    : 'The sender of this campaign was deleted. Pause the campaign if it is being sent, choose another one under Edit, and try again.';

/**
 * Makes the composer of one template version for one campaign: constants are cut once, recipients only fill slots. A test, which may
 * be of a template alone, says so in its subject, and nothing of it is counted.
 */
export async function loadComposed(
  sql: Tags,
  tenant: string,
  templateVersionId: string,
  campaignId: string | null,
  subject: string | null = null,
  kind: 'campaign' | 'test' = 'campaign',
): Promise<Composed> {
  const [found] = await sql<Version[]>`
    select v.template_id, p.channel, v.subject, v.body_html, v.body, v.approved, v.push, t.name as tenant_name, coalesce(s.from_name, '') as from_name, coalesce(s.from_email, '') as from_email, c.name as campaign_name, coalesce(c.track_opens, true) as track_opens, coalesce(c.track_clicks, true) as track_clicks, d.domain as link_domain
    from template_versions v join tenants t on t.id = v.tenant_id join templates p on p.tenant_id = v.tenant_id and p.id = v.template_id
    left join campaigns c on c.tenant_id = v.tenant_id and c.id = ${campaignId}
    left join tracking_domains d on d.tenant_id = v.tenant_id and d.verified_at is not null
    left join senders s on s.tenant_id = v.tenant_id and s.deleted_at is null and (s.id = c.sender_id or (c.sender_id is null and s.is_default))
    where v.tenant_id = ${tenant} and v.id = ${templateVersionId}`;
  // Texts go out from a provider's number.
  if (!found || (found.channel === 'email' && found.from_email === '')) throw conflict(noSender(campaignId));
  const row = kind === 'test' ? { ...found, ...uncounted } : found;
  if (row.channel !== 'email') {
    const { compose, links } = otherThanMail({ ...row, subject: subject ?? row.subject }, tenant);
    await storeLinks(sql, tenant, templateVersionId, links);
    return { templateId: row.template_id, fromEmail: row.from_email, compose };
  }
  const mark = kind === 'test' ? testMark : '';
  const source = withFooter({ subject: mark + (subject ?? row.subject), html: row.body_html, text: row.body });
  const { html, links } = withTracking(source.html, { opens: row.track_opens, clicks: row.track_clicks });
  await storeLinks(sql, tenant, templateVersionId, links);
  const composer = composerOf(
    row,
    { ...source, html },
    `${campaignId ?? row.template_id}:${tenant}:${kind}:alumoutreach`,
  );
  const compose = composeFor(row, composer, tenant, links, mentions(source));
  return { templateId: row.template_id, fromEmail: row.from_email, compose };
}

function otherThanMail(row: Version, tenant: string): ComposedText {
  if (row.channel === 'push') return composePush(row, tenant);
  return row.channel === 'webhook' ? composeWebhook(row, tenant) : composeText(row, tenant);
}

/** Whether a template may print a variable; signing for each reader what no template prints costs more than composing. */
function mentions(source: { subject: string; html: string; text: string }): (variable: string) => boolean {
  const all = `${source.subject}\n${source.html}\n${source.text}`;
  // Tags and brackets can reach a variable by a name that is put together.
  const hidden = /\{%|\[/.test(all);
  return (variable) => hidden || all.includes(variable);
}

const composerOf = (
  row: Version,
  source: { subject: string; html: string; text: string },
  feedbackId: string,
): Composer<TemplateScope> =>
  composeMessage(compileTemplate(source), {
    from: { name: row.from_name, address: row.from_email },
    messageIdDomain: config().mailDomain,
    feedbackId,
  });

function composeFor(
  row: Version,
  composer: Composer<TemplateScope>,
  tenant: string,
  links: readonly TrackedLink[],
  asksFor: (variable: string) => boolean,
): Composed['compose'] {
  const { publicUrl, mailDomain } = config();
  // Leaving must work whatever becomes of the tenant's domain: only what is counted has it.
  const linkUrl = urlAt(publicUrl, row.link_domain);
  const tokens = linkTokens();
  const places = links.map(({ position }) => ({ name: `l${position}`, position }));
  // Every name from the start: an object that grows by one after the other is made anew several times.
  const blank: Record<string, string> = {
    ...(row.track_opens ? { pixel: '' } : {}),
    ...(row.track_clicks ? { trap: '' } : {}),
    ...Object.fromEntries(places.map(({ name }) => [name, ''])),
  };
  return (message, contact, now) => {
    const unsubscribeUrl = publicUrl + tracking.unsubscribe(tokens.sign('unsubscribe', tenant, message.id));
    const preferencesUrl = asksFor('preferences_url')
      ? publicUrl + tracking.preferences(tokens.sign('preferences', tenant, message.id))
      : '';
    const tracked = { ...blank };
    if (row.track_opens) tracked['pixel'] = linkUrl + tracking.pixel(tokens.sign('pixel', tenant, message.id));
    if (row.track_clicks)
      tracked['trap'] = linkUrl + tracking.click(tokens.sign('click', tenant, message.id, trapLink));
    const viewUrl = asksFor('view_url') ? publicUrl + tracking.view(tokens.sign('view', tenant, message.id)) : '';
    for (const { name, position } of places)
      tracked[name] = linkUrl + tracking.click(tokens.sign('click', tenant, message.id, position));
    const scope = scopeOf(contact, {
      tenantName: row.tenant_name,
      senderName: row.from_name,
      senderEmail: row.from_email,
      campaignName: row.campaign_name ?? '',
      unsubscribeUrl,
      preferencesUrl,
      viewUrl,
      tracking: tracked,
    });
    const name = message.name ?? contact.displayName;
    return composer.render({
      messageId: message.id,
      to: { name: name === message.address ? '' : name, address: message.address },
      date: now,
      scope,
      replyTo: message.replyTo ?? `${mailTokens().localPart('reply', tenant, message.id)}@${mailDomain}`,
      unsubscribe: {
        url: unsubscribeUrl,
        mailto: `mailto:${mailTokens().localPart('unsubscribe', tenant, message.id)}@${mailDomain}`,
      },
    });
  };
}

async function storeLinks(sql: Tags, tenant: string, versionId: string, links: readonly TrackedLink[]): Promise<void> {
  if (links.length === 0) return;
  await sql`insert into email_links (tenant_id, template_version_id, position, url)
    select ${tenant}, ${versionId}::uuid, l.position, l.url from unnest(${links.map((l) => l.position)}::int[], ${links.map((l) => l.url)}::text[]) as l(position, url) on conflict do nothing`;
}
