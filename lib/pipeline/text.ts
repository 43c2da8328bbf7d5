import { tracking } from '@/lib/paths';
import { config } from '@/lib/platform/config';
import { invalid } from '@/lib/platform/errors';
import {
  approvedForSending,
  compileTemplate,
  scopeOf,
  textForSending,
  valueOf,
  withValues,
  type ScopeContact,
} from '@/lib/templates';
import type { ApprovedTemplate, TemplateScope } from '@/lib/templates/vocabulary';
import { linkTokens, textTokens, urlAt, type TrackedLink } from '@/lib/tracking';

export interface TextVersion {
  body: string;
  /** Null: free text. */
  approved: ApprovedTemplate | null;
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

const longestValue = 1024;

/** What writes the texts of one template version: no subject, no MIME, the words alone, or what fills an approved template. */
export function composeText(row: TextVersion, tenant: string): ComposedText {
  const { write, links } = row.approved ? approvedWriter(row, row.approved) : freeWriter(row);
  const scopeFor = scopes(row, tenant, links);
  return { links, compose: (message, contact) => Buffer.from(write(scopeFor(message, contact))) };
}

interface Writer {
  write: (scope: TemplateScope) => string;
  links: readonly TrackedLink[];
}

function filler(text: string): (scope: TemplateScope) => string {
  const part = compileTemplate({ subject: '', html: '', text }).text;
  return (scope) => part.chunks.map((chunk, i) => chunk + (part.slots[i]?.(scope) ?? '')).join('');
}

/** What begins like this tells the adapter of WhatsApp of an approved template: nobody's words may. */
export const asFreeText = (words: string): string => (words.startsWith('{"template":') ? ` ${words}` : words);

function freeWriter(row: TextVersion): Writer {
  const { text, links } = textForSending(row.body, { clicks: row.track_clicks });
  const words = filler(text);
  return { links, write: (scope) => asFreeText(words(scope).trim()) };
}

/** Throws what is wrong with a value for this person: WhatsApp would refuse the message. */
function approvedWriter(row: TextVersion, approved: ApprovedTemplate): Writer {
  const { name, language, parameters, links } = approvedForSending(approved, { clicks: row.track_clicks });
  const fillers = parameters.map(filler);
  const write = (scope: TemplateScope) => {
    const values = fillers.map((fill, i) => {
      const value = valueOf(fill(scope));
      const problem =
        value === '' ? 'is empty' : value.length > longestValue ? `is over ${longestValue} characters` : null;
      if (problem)
        throw invalid(
          `Value ${i + 1} of the approved template ${problem} for this person. Give it a default, or shorten it.`,
        );
      return value;
    });
    return JSON.stringify({ template: { name, language, parameters: values }, text: withValues(row.body, values) });
  };
  return { links, write };
}

/** What templates see of each recipient. */
export function scopes(row: TextVersion, tenant: string, links: readonly TrackedLink[]) {
  const { publicUrl } = config();
  const linkUrl = urlAt(publicUrl, row.link_domain);
  const [tokens, shorts] = [linkTokens(), textTokens()];
  return ({ id }: { id: string }, contact: ScopeContact): TemplateScope => {
    const tracked = links.map(({ position }) => [
      `l${position}`,
      linkUrl + tracking.short(shorts.sign(tenant, id, position)),
    ]);
    return scopeOf(contact, {
      tenantName: row.tenant_name,
      senderName: row.from_name,
      senderEmail: row.from_email,
      campaignName: row.campaign_name ?? '',
      unsubscribeUrl: publicUrl + tracking.unsubscribe(tokens.sign('unsubscribe', tenant, id)),
      preferencesUrl: publicUrl + tracking.preferences(tokens.sign('preferences', tenant, id)),
      viewUrl: '',
      tracking: Object.fromEntries(tracked) as Record<string, string>,
    });
  };
}
