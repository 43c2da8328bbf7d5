import { z } from 'zod';
import { skipReasons } from '@/lib/pipeline/vocabulary';
import { cursorInput } from '@/lib/platform/cursor';

const count = z.number().int();

/** Only those of which any message failed; counted at one moment. Where `isCut`, among the first of the failed only, and there are more. */
export const CampaignsToDecide = z.array(
  z.object({
    id: z.uuid(),
    failed: count,
    bounced: count,
    toDecide: count,
    isCut: z.boolean(),
  }),
);
export type FailedCounts = Omit<z.infer<typeof CampaignsToDecide>[number], 'id'>;

/** Which of the campaign's failed messages are meant: these, those with an error code, or all. */
export const FailedRecipients = z
  .object({
    id: z.uuid(),
    messageIds: z.array(z.uuid()).min(1, 'names nobody').max(1000, 'names over 1,000; take `all` instead').optional(),
    reason: z.string().min(1).max(60).optional(),
    all: z.boolean().optional().describe('The same as naming no messages.'),
    cursor: cursorInput.describe(
      'The `nextCursor` of the call before, with the same messages meant: goes on behind those it asked about. Without it they are all asked about anew, who was skipped too.',
    ),
  })
  .refine(({ messageIds, all }) => !messageIds || !all, { path: ['messageIds'], message: 'is given beside all: true' })
  .refine(({ messageIds, all }) => messageIds || all !== false, {
    path: ['all'],
    message: 'is false, and no messageIds are given',
  });
/** Which of the failed messages are discarded, for good: exactly one of the three says it, and nothing else is read. */
export const RecipientsDiscard = z
  .strictObject({
    id: z.uuid(),
    messageIds: z
      .array(z.uuid())
      .min(1, 'names nobody')
      .max(1000, 'names over 1,000; take `reason` or `all` instead')
      .optional()
      .describe('These. Exactly one of `messageIds`, `reason` and `all` is given.'),
    reason: z.string().min(1).max(60).optional().describe('All with this error code, as in `failedBy`.'),
    all: z.literal(true).optional().describe('All of the campaign.'),
  })
  .refine(
    ({ messageIds, reason, all }) => [messageIds, reason, all].filter((each) => each !== undefined).length === 1,
    {
      path: ['messageIds'],
      message: 'give exactly one of messageIds, reason and all: true',
    },
  );
export const RecipientsRetried = z
  .object({
    retried: count,
    skipped: z
      .array(z.object({ reason: z.enum(skipReasons), people: count }))
      .describe('Whom the gate leaves out as things stand: they are not tried, and stay failed.'),
    unable: count.describe(
      'Of those that were meant: did not fail, were decided about, or something came back for them.',
    ),
    left: count.describe(
      'Failed ones of the campaign, with the reason where one is given, that are still to be asked about: not whom this call skipped, nor who stands before the cursor. Go on by `nextCursor`, not until this is 0: without a cursor the skipped are met again.',
    ),
    nextCursor: z
      .string()
      .nullable()
      .describe('One call asks about 20,000: give it as `cursor` with the next one. Null: all were asked about.'),
  })
  .meta({ id: 'CampaignRecipientsRetried' });
export const RecipientsDiscarded = z
  .object({
    discarded: count,
    /** Still without a decision, of those that were meant. */
    left: count,
  })
  .meta({ id: 'CampaignRecipientsDiscarded' });
