import { templates } from '@/db/schema';
import { command } from '@/lib/platform/command';
import { actorLabel } from '@/lib/platform/context';
import { presentTemplate } from './present';
import { attributeKeys } from './queries';
import { Template, TemplateCreate } from './schema';
import { analyse } from './variables';
import { addVersion, explainNameConflict } from './write';

export const createTemplate = command({
  name: 'templates.create',
  summary: 'Create a template',
  access: 'templates:write',
  http: { method: 'POST', path: '/templates', status: 201 },
  input: TemplateCreate,
  output: Template,
  entity: (_, template) => ({ type: 'template', id: template.id }),
  async run(ctx, input) {
    const now = ctx.clock.now();
    const [row] = await ctx.tx
      .insert(templates)
      .values({
        tenantId: ctx.tenant,
        name: input.name,
        channel: input.channel,
        createdBy: actorLabel(ctx.actor),
        createdAt: now,
        updatedAt: now,
      })
      .returning()
      .catch(explainNameConflict);
    if (!row) throw new Error('The insert returned no row.');
    const version = await addVersion(ctx, row.id, 1, input, null, input.channel);
    ctx.emit({ type: 'template.created', entityType: 'template', entityId: row.id, version: 1, payload: {} });
    return presentTemplate(row, version, analyse(input, await attributeKeys(ctx)).problems);
  },
});
