import { and, eq, isNull, sql } from 'drizzle-orm';
import { contacts, senders } from '@/db/schema';
import { query } from '@/lib/platform/command';
import { notFound } from '@/lib/platform/errors';
import { attributeKeys } from './queries';
import { render } from './render';
import { TemplatePreview, TemplatePreviewInput } from './schema';
import { scopeOf } from './scope';
import { analyse } from './variables';
import type { TemplateScope } from './vocabulary';

const at = (scope: TemplateScope, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (value, key) =>
        value !== null && typeof value === 'object' ? (value as Record<string, unknown>)[key] : undefined,
      scope,
    );

/** Renders a draft for a real contact, and says which of its variables this contact leaves empty. */
export const previewTemplate = query({
  name: 'templates.preview',
  summary: 'Render a draft for one contact and report its problems',
  access: 'templates:read',
  http: { method: 'POST', path: '/templates/preview' },
  input: TemplatePreviewInput,
  output: TemplatePreview,
  async run(ctx, { contactId, ...source }) {
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
    if (!contact || broken)
      return { ...(broken ? { subject: '', html: '', text: '' } : source), variables, problems, empty: [] };
    const [tenant] = await ctx.tx.execute<{ name: string }>(sql`select name from find_tenant(${ctx.tenant})`);
    const [sender] = await ctx.tx
      .select()
      .from(senders)
      .where(and(eq(senders.tenantId, ctx.tenant), eq(senders.isDefault, true), isNull(senders.deletedAt)));
    const scope = scopeOf(contact, {
      tenantName: tenant?.name ?? '',
      senderName: sender?.fromName ?? '',
      senderEmail: sender?.fromEmail ?? '',
      unsubscribeUrl: '#unsubscribe',
      preferencesUrl: '#preferences',
      viewUrl: '#view',
    });
    const empty = variables.filter((name) => {
      const value = at(scope, name);
      return value === undefined || value === null || value === '';
    });
    return { ...render(source, scope), variables, problems, empty };
  },
});
