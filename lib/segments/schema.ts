import { z } from 'zod';
import { cursorInput, pageOf, pageSize } from '@/lib/platform/cursor';
import { segmentRule } from './rule';

const name = z.string().trim().min(1, 'needs a name').max(120, 'is over 120 characters');
const description = z
  .string()
  .trim()
  .max(2000, 'is over 2,000 characters')
  .transform((text) => text || null)
  .nullish();

export const SegmentRef = z.object({ id: z.uuid() });
export const SegmentCreate = z.object({ name, description, rule: segmentRule });
export const SegmentUpdate = z.object({
  id: z.uuid(),
  version: z.coerce.number().int().optional(),
  name: name.optional(),
  description,
  rule: segmentRule.optional(),
});
export const SegmentPreviewInput = z.object({ rule: segmentRule });
export const SegmentList = z.object({ q: z.string().trim().max(120).optional(), cursor: cursorInput, limit: pageSize });
export const SegmentMembersList = z.object({ id: z.uuid(), cursor: cursorInput, limit: pageSize });

export const SegmentUse = z.object({
  type: z.enum(['campaign', 'segment']),
  id: z.string(),
  name: z.string(),
  status: z.string().nullable(),
});
export const Segment = z
  .object({
    id: z.string(),
    name: z.string(),
    description: z.string().nullable(),
    rule: z.record(z.string(), z.unknown()),
    /** The rule as an English sentence. */
    ruleInWords: z.string(),
    memberCount: z.number().int(),
    evaluatedAt: z.iso.datetime().nullable(),
    /** True while a change has happened that the members do not show yet. */
    stale: z.boolean(),
    version: z.number().int(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Segment' });
export type Segment = z.infer<typeof Segment>;

export const SegmentDetail = Segment.extend({
  usedBy: z.array(SegmentUse),
  /** The latest evaluations that changed something, newest first. */
  history: z.array(
    z.object({
      evaluatedAt: z.iso.datetime(),
      memberCount: z.number().int(),
      added: z.number().int(),
      removed: z.number().int(),
    }),
  ),
}).meta({ id: 'SegmentDetail' });
export type SegmentDetail = z.infer<typeof SegmentDetail>;

export const SegmentPage = pageOf(Segment).meta({ id: 'SegmentPage' });
export type SegmentPage = z.infer<typeof SegmentPage>;

export const SegmentMember = z
  .object({ id: z.string(), displayName: z.string(), email: z.string().nullable(), addedAt: z.iso.datetime() })
  .meta({ id: 'SegmentMember' });
export const SegmentMemberPage = pageOf(SegmentMember)
  .extend({ total: z.number().int() })
  .meta({ id: 'SegmentMemberPage' });
export type SegmentMemberPage = z.infer<typeof SegmentMemberPage>;

export const SegmentPreview = z
  .object({
    count: z.number().int(),
    /** How many people there are, and how many each part of the rule finds by itself; null: it takes too long to say. */
    parts: z
      .object({
        everybody: z.number().int(),
        /** By the part's place, such as `all.0.any.1`. */
        counts: z.record(z.string(), z.number().int()),
      })
      .nullable(),
    ruleInWords: z.string(),
    /** At most ten of them, in no particular order. */
    sample: z.array(z.object({ id: z.string(), displayName: z.string(), email: z.string().nullable() })),
    /** How many of them a marketing message may reach now, by channel; null: it takes too long to say. */
    reach: z.object({ email: z.number().int().nullable() }),
  })
  .meta({ id: 'SegmentPreview' });
export type SegmentPreview = z.infer<typeof SegmentPreview>;

export const SegmentExplain = z.object({ id: z.uuid(), contactId: z.uuid() });
export const SegmentExplanation = z
  .object({
    contactId: z.string(),
    displayName: z.string(),
    /** Whether the rule holds for this person now. */
    matches: z.boolean(),
    /** Since when the person is a member; null: is none. Differs from `matches` until the segment is counted again. */
    memberSince: z.iso.datetime().nullable(),
    /** The rule's groups and rules, a group before what it holds. */
    parts: z.array(
      z.object({
        /** Its place in the rule; the rule itself is ''. */
        path: z.string(),
        kind: z.enum(['all', 'any', 'none', 'rule']),
        /** A rule as a clause; empty for groups. */
        words: z.string(),
        holds: z.boolean(),
        /** What is known of the person that a rule asks about; null for groups, and where nothing is known. */
        value: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'SegmentExplanation' });
export type SegmentExplanation = z.infer<typeof SegmentExplanation>;

export const SegmentEvaluation = z
  .object({
    memberCount: z.number().int(),
    added: z.number().int(),
    removed: z.number().int(),
    evaluatedAt: z.iso.datetime(),
  })
  .meta({ id: 'SegmentEvaluation' });
