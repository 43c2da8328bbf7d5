import { and, eq, isNull, sql } from 'drizzle-orm';
import { contacts, senders } from '@/db/schema';
import { tracking } from '@/lib/paths';
import { query } from '@/lib/platform/command';
import { config } from '@/lib/platform/config';
import type { TxCtx } from '@/lib/platform/context';
import { notFound } from '@/lib/platform/errors';
import { linkTokens, textTokens, urlAt } from '@/lib/tracking';
import { attributeKeys } from './queries';
import { render } from './render';
import { TemplatePreview, TemplatePreviewInput } from './schema';
import { scopeOf, type ScopeContact } from './scope';
import { smsParts } from './sms-parts';
import { approvedForSending, textForSending, valueOf, withValues } from './text';
import { analyse } from './variables';
import type { TemplateScope, TemplateSource } from './vocabulary';

const nobody: ScopeContact = {
  ...{ id: '', email: null, phone: null, firstName: null, lastName: null },
  ...{ displayName: '', language: null, attributes: {} },
};

const at = (scope: TemplateScope, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (value, key) =>
        value !== null && typeof value === 'object' ? (value as Record<string, unknown>)[key] : undefined,
      scope,
    );

const noMessage = '00000000-0000-0000-0000-000000000000';

/** What a text is sent as, with links as long as they will be; these lead nowhere. */
async function textShown(ctx: TxCtx, { text, approved }: TemplateSource) {
  const [domain] = await ctx.tx.execute<{ domain: string }>(
    sql`select domain from tracking_domains where tenant_id = ${ctx.tenant} and verified_at is not null`,
  );
  const { publicUrl } = config();
  const linkUrl = urlAt(publicUrl, domain?.domain ?? null);
  const free = approved ? null : textForSending(text, { clicks: true });
  const filled = approved ? approvedForSending(approved, { clicks: true }) : null;
  const sample = (position: number) => linkUrl + tracking.short(textTokens().sign(ctx.tenant, noMessage, position));
  const links = free?.links ?? filled?.links ?? [];
  const tracked = Object.fromEntries(links.map(({ position }) => [`l${position}`, sample(position)]));
  return {
    shown(scope: TemplateScope): string {
      const fill = (body: string) =>
        render({ subject: '', html: '', text: body }, { ...scope, tracking: tracked }).text.trim();
      if (free) return fill(free.text);
      return withValues(
        text,
        (filled?.parameters ?? []).map((parameter) => valueOf(fill(parameter))),
      ).trim();
    },
    unsubscribeUrl: publicUrl + tracking.unsubscribe(linkTokens().sign('unsubscribe', ctx.tenant, noMessage)),
    preferencesUrl: publicUrl + tracking.preferences(linkTokens().sign('preferences', ctx.tenant, noMessage)),
  };
}

const lengthOf = (text: string) => ({ characters: text.length, parts: smsParts(text) });

/** Renders a draft for a real contact, and says which of its variables this contact leaves empty. */
export const previewTemplate = query({
  name: 'templates.preview',
  summary: 'Render a draft for one contact and report its problems; a text as it goes out, and how long it is then',
  access: 'templates:read',
  http: { method: 'POST', path: '/templates/preview' },
  input: TemplatePreviewInput,
  output: TemplatePreview,
  async run(ctx, { contactId, channel, ...source }) {
    const { variables, problems } = analyse(source, await attributeKeys(ctx));
    const broken = problems.some((p) => p.kind !== 'unknown-variable');
    const live = and(eq(contacts.tenantId, ctx.tenant), isNull(contacts.deletedAt));
    const [contact] = await ctx.tx
      .select()
      .from(contacts)
      .where(contactId ? and(live, eq(contacts.id, contactId)) : live)
      .orderBy(contacts.id)
      .limit(1);
    if (contactId && !contact) throw notFound('contact');
    if (broken) return { subject: '', html: '', text: '', variables, problems, empty: [], length: null };
    const asText = channel === 'email' ? null : await textShown(ctx, source);
    if (!contact && !asText)
      return {
        subject: source.subject,
        html: source.html,
        text: source.text,
        variables,
        problems,
        empty: [],
        length: null,
      };
    const [tenant] = await ctx.tx.execute<{ name: string }>(sql`select name from find_tenant(${ctx.tenant})`);
    const [sender] = await ctx.tx
      .select()
      .from(senders)
      .where(and(eq(senders.tenantId, ctx.tenant), eq(senders.isDefault, true), isNull(senders.deletedAt)));
    const scope = scopeOf(contact ?? nobody, {
      tenantName: tenant?.name ?? '',
      senderName: sender?.fromName ?? '',
      senderEmail: sender?.fromEmail ?? '',
      unsubscribeUrl: asText?.unsubscribeUrl ?? '#unsubscribe',
      preferencesUrl: asText?.preferencesUrl ?? '#preferences',
      viewUrl: asText ? '' : '#view',
    });
    const empty = variables.filter((name) => {
      const value = at(scope, name);
      return value === undefined || value === null || value === '';
    });
    if (!asText) return { ...render(source, scope), variables, problems, empty, length: null };
    const text = asText.shown(scope);
    const missing = contact ? empty : [];
    return { subject: '', html: '', text, variables, problems, empty: missing, length: lengthOf(text) };
  },
});
