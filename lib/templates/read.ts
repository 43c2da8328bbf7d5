import { and, desc, eq, isNull, lt, or, sql } from 'drizzle-orm';
import { z } from 'zod';
import { templateVersions, templates } from '@/db/schema';
import { query } from '@/lib/platform/command';
import { decodeCursor, toPage } from '@/lib/platform/cursor';
import { containing } from '@/lib/platform/db/like';
import { presentSummary, presentTemplate } from './present';
import { attributeKeys, findTemplate } from './queries';
import { Template, TemplateList, TemplatePage, TemplateRef, TemplateVersions } from './schema';
import { analyse } from './variables';

export const getTemplate = query({
  name: 'templates.get',
  summary: 'Read a template, its newest version unless one is named',
  access: 'templates:read',
  http: { method: 'GET', path: '/templates/{id}' },
  input: TemplateRef,
  output: Template,
  async run(ctx, input) {
    const { template, version } = await findTemplate(ctx, input.id, input.version);
    const { subject, bodyHtml: html, body: text, approved, push } = version;
    const source = { subject, html, text, approved, push };
    return presentTemplate(template, version, analyse(source, await attributeKeys(ctx)).problems);
  },
});

export const listTemplates = query({
  name: 'templates.list',
  summary: 'List templates, newest change first',
  access: 'templates:read',
  http: { method: 'GET', path: '/templates' },
  input: TemplateList,
  output: TemplatePage,
  async run(ctx, input) {
    const where = [eq(templates.tenantId, ctx.tenant), isNull(templates.deletedAt)];
    if (input.q) where.push(sql`${templates.name} ilike ${containing(input.q)}`);
    if (input.cursor) {
      const [at, id] = decodeCursor(input.cursor, z.tuple([z.iso.datetime(), z.uuid()]));
      const after = or(
        lt(templates.updatedAt, new Date(at)),
        and(eq(templates.updatedAt, new Date(at)), lt(templates.id, id)),
      );
      if (after) where.push(after);
    }
    const rows = await ctx.tx
      .select({
        template: templates,
        version: {
          version: templateVersions.version,
          subject: templateVersions.subject,
          variables: templateVersions.variables,
        },
      })
      .from(templates)
      .innerJoin(
        templateVersions,
        and(
          eq(templateVersions.tenantId, templates.tenantId),
          eq(templateVersions.templateId, templates.id),
          eq(templateVersions.version, templates.currentVersion),
        ),
      )
      .where(and(...where))
      .orderBy(desc(templates.updatedAt), desc(templates.id))
      .limit(input.limit + 1);
    return toPage(
      rows,
      input.limit,
      (row) => presentSummary(row.template, row.version),
      (row) => [row.template.updatedAt.toISOString(), row.template.id],
    );
  },
});

export const listTemplateVersions = query({
  name: 'templates.versions',
  summary: 'The versions of a template, newest first',
  access: 'templates:read',
  http: { method: 'GET', path: '/templates/{id}/versions' },
  input: z.object({ id: z.uuid() }),
  output: TemplateVersions,
  async run(ctx, { id }) {
    await findTemplate(ctx, id);
    const rows = await ctx.tx
      .select()
      .from(templateVersions)
      .where(and(eq(templateVersions.tenantId, ctx.tenant), eq(templateVersions.templateId, id)))
      .orderBy(desc(templateVersions.version))
      .limit(200);
    return {
      items: rows.map((row) => ({
        version: row.version,
        subject: row.subject,
        changelog: row.changelog,
        createdAt: row.createdAt.toISOString(),
      })),
    };
  },
});
