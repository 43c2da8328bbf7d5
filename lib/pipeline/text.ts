import { tracking } from '@/lib/paths';
import { config } from '@/lib/platform/config';
import { compileTemplate, scopeOf, type ScopeContact } from '@/lib/templates';
import { linkTokens } from '@/lib/tracking';

const optOut = '\n\nOpt out: {{ unsubscribe_url }}';
const mentionsOptOut = (text: string) => /\{\{-?\s*(unsubscribe_url|preferences_url)\b/.test(text);

export interface TextVersion {
  body: string;
  tenant_name: string;
  from_name: string;
  from_email: string;
  campaign_name: string | null;
}

/** Every mailing tells its reader how to leave; so does a text message whose template forgot. */
export const withOptOut = (body: string): string => (mentionsOptOut(body) ? body : body.trimEnd() + optOut);

/** What writes the texts of one template version: no subject, no MIME, the words alone. */
export function composeText(
  row: TextVersion,
  tenant: string,
): (message: { id: string }, contact: ScopeContact) => Buffer {
  const { text } = compileTemplate({ subject: '', html: '', text: withOptOut(row.body) });
  const { publicUrl } = config();
  const tokens = linkTokens();
  return (message, contact) => {
    const scope = scopeOf(contact, {
      tenantName: row.tenant_name,
      senderName: row.from_name,
      senderEmail: row.from_email,
      campaignName: row.campaign_name ?? '',
      unsubscribeUrl: publicUrl + tracking.unsubscribe(tokens.sign('unsubscribe', tenant, message.id)),
      preferencesUrl: publicUrl + tracking.preferences(tokens.sign('preferences', tenant, message.id)),
      viewUrl: '',
    });
    const words = text.chunks.map((chunk, i) => chunk + (text.slots[i]?.(scope) ?? '')).join('');
    return Buffer.from(words.trim());
  };
}
