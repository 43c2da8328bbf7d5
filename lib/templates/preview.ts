import { and, eq, isNull, sql } from 'drizzle-orm';
import type { z } from 'zod';
import { contacts, senders } from '@/db/schema';
import { tracking } from '@/lib/paths';
import { query } from '@/lib/platform/command';
import { config } from '@/lib/platform/config';
import type { TxCtx } from '@/lib/platform/context';
import { DomainError, notFound } from '@/lib/platform/errors';
import { linkTokens, textTokens, urlAt } from '@/lib/tracking';
import { printedBare } from './bare';
import { jsonWriter } from './json';
import { notificationWriter, type Notification } from './push';
import { attributeKeys } from './queries';
import { firstWords, render } from './render';
import { TemplatePreview, TemplatePreviewInput } from './schema';
import { scopeOf, type ScopeContact } from './scope';
import { smsParts, wideLetter } from './sms-parts';
import { approvedForSending, textForSending, valueOf, withValues } from './text';
import { analyse } from './variables';
import { mayBeEmpty, type TemplateChannel, type TemplateScope, type TemplateSource } from './vocabulary';

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

type Shown = Pick<z.input<typeof TemplatePreview>, 'subject' | 'text' | 'push' | 'length'>;

/** What a message of another channel than mail is sent as, with links as long as they will be; these lead nowhere. */
async function othersShown(ctx: TxCtx, channel: TemplateChannel, source: TemplateSource) {
  const { text, approved } = source;
  const [domain] = await ctx.tx.execute<{ domain: string }>(
    sql`select domain from tracking_domains where tenant_id = ${ctx.tenant} and verified_at is not null`,
  );
  const { publicUrl } = config();
  const linkUrl = urlAt(publicUrl, domain?.domain ?? null);
  const notification = channel === 'push' ? notificationWriter(source, { clicks: true }) : null;
  const free = approved || channel === 'push' ? null : textForSending(text, { clicks: true });
  const filled = approved ? approvedForSending(approved, { clicks: true }) : null;
  const sample = (position: number) => linkUrl + tracking.short(textTokens().sign(ctx.tenant, noMessage, position));
  const links = notification?.links ?? free?.links ?? filled?.links ?? [];
  const tracked = Object.fromEntries(links.map(({ position }) => [`l${position}`, sample(position)]));
  return {
    shown(scope: TemplateScope): Shown {
      const all = { ...scope, tracking: tracked };
      const fill = (body: string) => render({ subject: '', html: '', text: body }, all).text.trim();
      if (notification) return shownPush(notification.write(all));
      if (channel === 'webhook') return shownJson(jsonWriter(text)(scope));
      const values = (filled?.parameters ?? []).map((parameter) => valueOf(fill(parameter)));
      const words = free ? fill(free.text) : withValues(text, values).trim();
      const ownWords = free ? fill(free.own) : words;
      return { subject: '', text: words, push: null, length: lengthOf(words, words.length - ownWords.length) };
    },
    unsubscribeUrl: publicUrl + tracking.unsubscribe(linkTokens().sign('unsubscribe', ctx.tenant, noMessage)),
    preferencesUrl: publicUrl + tracking.preferences(linkTokens().sign('preferences', ctx.tenant, noMessage)),
  };
}

const shownPush = ({ title, body, url, icon }: Notification): Shown => ({
  ...{ subject: title, text: body, push: { url, icon }, length: null },
});

/** As people read JSON. */
const shownJson = (json: string): Shown => ({
  ...{ subject: '', text: JSON.stringify(JSON.parse(json), null, 2), push: null, length: null },
});

const lengthOf = (text: string, optOut: number) => ({
  ...{ characters: text.length, parts: smsParts(text) },
  ...{ wideLetter: wideLetter(text), optOut },
});

/** What is wrong for one person is nothing to refuse a draft for: others get it. */
function shownOrWhyNot(show: () => Shown): Shown & { unsendable: string | null } {
  try {
    return { ...show(), unsendable: null };
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'invalid') throw error;
    return { subject: '', text: '', push: null, length: null, unsendable: error.message };
  }
}

/** Renders a draft for a real contact, and says which of its variables this contact leaves empty. */
export const previewTemplate = query({
  name: 'templates.preview',
  summary: 'Render a draft for one contact and report its problems; a text as it goes out, and how long it is then',
  access: 'templates:read',
  http: { method: 'POST', path: '/templates/preview' },
  input: TemplatePreviewInput,
  output: TemplatePreview,
  async run(ctx, { contactId, channel, campaignName = '', senderId, ...source }) {
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
    const unfilled = { variables, problems, empty: [], unsendable: null, push: null, length: null, preheader: '' };
    if (broken)
      return {
        subject: '',
        html: '',
        text: '',
        ...unfilled,
      };
    const asText = channel === 'email' ? null : await othersShown(ctx, channel, source);
    if (!contact && !asText)
      return {
        subject: source.subject,
        html: source.html,
        text: source.text,
        ...unfilled,
      };
    const [tenant] = await ctx.tx.execute<{ name: string }>(sql`select name from find_tenant(${ctx.tenant})`);
    const [sender] = await ctx.tx
      .select()
      .from(senders)
      .where(
        and(
          eq(senders.tenantId, ctx.tenant),
          senderId ? eq(senders.id, senderId) : and(eq(senders.isDefault, true), isNull(senders.deletedAt)),
        ),
      );
    const scope = scopeOf(contact ?? nobody, {
      ...{ tenantName: tenant?.name ?? '', campaignName },
      senderName: sender?.fromName ?? '',
      senderEmail: sender?.fromEmail ?? '',
      unsubscribeUrl: asText?.unsubscribeUrl ?? '#unsubscribe',
      preferencesUrl: asText?.preferencesUrl ?? '#preferences',
      viewUrl: asText ? '' : '#view',
    });
    const bare = printedBare(source);
    // A default for what nobody ever fills would hide the mistake: it is told as a problem alone.
    const unknown = new Set(problems.map(({ variable }) => variable));
    const empty = variables.filter((name) => {
      if (!bare.has(name) || unknown.has(name) || !mayBeEmpty(name, channel)) return false;
      const value = at(scope, name);
      return value === undefined || value === null || value === '';
    });
    if (!asText) {
      const filled = render(source, scope);
      return { ...unfilled, ...filled, preheader: firstWords(filled), empty };
    }
    const shown = shownOrWhyNot(() => asText.shown(scope));
    return { html: '', preheader: '', ...shown, variables, problems, empty: contact ? empty : [] };
  },
});
