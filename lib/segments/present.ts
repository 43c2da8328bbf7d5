import type { z } from 'zod';
import type { segments } from '@/db/schema';
import type { Rule } from './rule';
import type { Segment } from './schema';
import { ruleInWords, type RuleLabels } from './words';

export type SegmentRow = typeof segments.$inferSelect;

export const presentSegment = (row: SegmentRow, labels: RuleLabels): z.input<typeof Segment> => ({
  id: row.id,
  name: row.name,
  description: row.description,
  rule: row.rules as Record<string, unknown>,
  ruleInWords: ruleInWords(row.rules as Rule, labels),
  memberCount: row.memberCount,
  evaluatedAt: row.evaluatedAt?.toISOString() ?? null,
  stale: row.staleAt !== null,
  version: row.version,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});
