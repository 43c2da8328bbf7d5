import { isDeepStrictEqual } from 'node:util';
import { and, eq } from 'drizzle-orm';
import { templates } from '@/db/schema';
import { command } from '@/lib/platform/command';
import { conflict } from '@/lib/platform/errors';
import { presentTemplate } from './present';
import { attributeKeys, findTemplate } from './queries';
import { Template, TemplateUpdate } from './schema';
import { analyse } from './variables';
import { addVersion, explainNameConflict } from './write';

export const updateTemplate = command({
  name: 'templates.update',
  summary: 'Change a template; new content makes a new version, sent messages keep theirs',
  access: 'templates:write',
  http: { method: 'PATCH', path: '/templates/{id}' },
  input: TemplateUpdate,
  output: Template,
  entity: (input) => ({ type: 'template', id: input.id }),
  async run(ctx, input) {
    const { template, version: current } = await findTemplate(ctx, input.id);
    if (input.baseVersion !== undefined && input.baseVersion !== current.version) {
      throw conflict(
        `Somebody saved version ${current.version} meanwhile; you worked on ${input.baseVersion}. Copy your text, reload, and put your change in.`,
        { baseVersion: 'is not the newest' },
      );
    }
    const source = {
      subject: input.subject ?? current.subject,
      html: input.html ?? current.bodyHtml,
      text: input.text ?? current.body,
      approved: input.approved === undefined ? current.approved : input.approved,
      push: input.push === undefined ? current.push : input.push,
    };
    const changed =
      source.subject !== current.subject ||
      source.html !== current.bodyHtml ||
      source.text !== current.body ||
      !isDeepStrictEqual(source.approved, current.approved) ||
      !isDeepStrictEqual(source.push, current.push);
    const version = changed
      ? await addVersion(ctx, template.id, current.version + 1, source, input.changelog ?? null, template.channel)
      : current;
    const [row] = await ctx.tx
      .update(templates)
      .set({ name: input.name ?? template.name, currentVersion: version.version, updatedAt: ctx.clock.now() })
      .where(and(eq(templates.tenantId, ctx.tenant), eq(templates.id, template.id)))
      .returning()
      .catch(explainNameConflict);
    if (!row) throw new Error('The update returned no row.');
    if (changed)
      ctx.emit({
        type: 'template.updated',
        entityType: 'template',
        entityId: row.id,
        version: version.version,
        payload: {},
      });
    return presentTemplate(row, version, analyse(source, await attributeKeys(ctx)).problems);
  },
});
