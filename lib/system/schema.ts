import { z } from 'zod';
import { deadLetterStates } from '@/lib/platform/bus/vocabulary';
import { cursorInput, pageOf, pageSize } from '@/lib/platform/cursor';

const instant = z.iso.datetime();
const consumer = z.string().regex(/^[a-z][a-z0-9-]{0,59}$/, 'A consumer is lower case letters, digits and dashes.');

export const DeadLetterRef = z.object({ id: z.uuid() });

export const DeadLetter = z
  .object({
    id: z.string(),
    /** Who gave up on it. */
    consumer: z.string(),
    state: z.enum(deadLetterStates),
    /** What happened, as the consumer was told it. */
    fact: z.object({
      id: z.string(),
      type: z.string(),
      entityType: z.string(),
      entityId: z.string(),
      occurredAt: instant,
    }),
    error: z.string(),
    attempts: z.number().int(),
    createdAt: instant,
    settledAt: instant.nullable(),
    settledBy: z.string().nullable(),
    /** Why it was discarded. */
    reason: z.string().nullable(),
  })
  .meta({ id: 'DeadLetter' });
export type DeadLetter = z.output<typeof DeadLetter>;

/** With all that the fact carries. */
export const DeadLetterDetail = DeadLetter.extend({ payload: z.record(z.string(), z.unknown()) }).meta({
  id: 'DeadLetterDetail',
});
export type DeadLetterDetail = z.output<typeof DeadLetterDetail>;

export const DeadLetterList = z.object({
  consumer: consumer.optional(),
  state: z.enum(deadLetterStates).optional(),
  /** Only what waits for a person or for its replay. */
  open: z.stringbool().optional(),
  cursor: cursorInput,
  limit: pageSize,
});
export const DeadLetterPage = pageOf(DeadLetter).meta({ id: 'DeadLetterPage' });

export const DeadLetterSummary = z.object({
  consumers: z.array(z.object({ consumer: z.string(), open: z.number().int(), replaying: z.number().int() })),
});

export const ReplayAll = z.object({ consumer });
export const Replayed = z.object({ count: z.number().int() });

export const Discard = DeadLetterRef.extend({
  reason: z.string().trim().min(3, 'Say in a few words why it may be dropped.').max(500),
});
