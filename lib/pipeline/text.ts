import { tracking } from '@/lib/paths';
import { config } from '@/lib/platform/config';
import { compileTemplate, scopeOf, textForSending, type ScopeContact } from '@/lib/templates';
import { linkTokens, textTokens, urlAt, type TrackedLink } from '@/lib/tracking';

export interface TextVersion {
  body: string;
  tenant_name: string;
  from_name: string;
  from_email: string;
  campaign_name: string | null;
  track_clicks: boolean;
  /** The tenant's own host for links, when it is verified. */
  link_domain: string | null;
}

export interface ComposedText {
  compose: (message: { id: string }, contact: ScopeContact) => Buffer;
  /** The addresses that became short links, in their order. */
  links: readonly TrackedLink[];
}

/** What writes the texts of one template version: no subject, no MIME, the words alone. */
export function composeText(row: TextVersion, tenant: string): ComposedText {
  const source = textForSending(row.body, { clicks: row.track_clicks });
  const { text } = compileTemplate({ subject: '', html: '', text: source.text });
  const { publicUrl } = config();
  const linkUrl = urlAt(publicUrl, row.link_domain);
  const [tokens, shorts] = [linkTokens(), textTokens()];
  const compose: ComposedText['compose'] = (message, contact) => {
    const scope = scopeOf(contact, {
      tenantName: row.tenant_name,
      senderName: row.from_name,
      senderEmail: row.from_email,
      campaignName: row.campaign_name ?? '',
      unsubscribeUrl: publicUrl + tracking.unsubscribe(tokens.sign('unsubscribe', tenant, message.id)),
      preferencesUrl: publicUrl + tracking.preferences(tokens.sign('preferences', tenant, message.id)),
      viewUrl: '',
    });
    const tracked = Object.fromEntries(
      source.links.map(({ position }) => [
        `l${position}`,
        linkUrl + tracking.short(shorts.sign(tenant, message.id, position)),
      ]),
    );
    const all = { ...scope, tracking: tracked };
    const words = text.chunks.map((chunk, i) => chunk + (text.slots[i]?.(all) ?? '')).join('');
    return Buffer.from(words.trim());
  };
  return { compose, links: source.links };
}
