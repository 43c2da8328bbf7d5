import type { z } from 'zod';
import type { templateVersions, templates } from '@/db/schema';
import type { Template, TemplateSummary } from './schema';
import type { TemplateProblem } from './variables';

type Row = typeof templates.$inferSelect;
type VersionRow = typeof templateVersions.$inferSelect;

export const presentSummary = (
  row: Row,
  version: Pick<VersionRow, 'version' | 'subject' | 'variables'>,
): z.input<typeof TemplateSummary> => ({
  id: row.id,
  name: row.name,
  channel: row.channel,
  status: row.status as 'active' | 'archived',
  version: version.version,
  subject: version.subject,
  variables: version.variables,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});

export const presentTemplate = (
  row: Row,
  version: VersionRow,
  problems: TemplateProblem[],
): z.input<typeof Template> => ({
  ...presentSummary(row, version),
  versionId: version.id,
  html: version.bodyHtml,
  text: version.body,
  approved: version.approved,
  push: version.push,
  problems,
});
