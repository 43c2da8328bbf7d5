import { z } from 'zod';
import { channels } from '@/lib/contacts/vocabulary';
import { skipReasons } from '@/lib/pipeline/vocabulary';
import { cursorInput, pageOf, pageSize } from '@/lib/platform/cursor';
import { openOutcomes, singleSources } from './vocabulary';

const count = z.number().int();
const instant = z.iso.datetime();
const source = z.enum(singleSources).optional();

export const MessageList = z.object({
  outcome: z.enum(openOutcomes).optional(),
  source: source.describe('What sent it: `inbox` an answer, `consent` a request to confirm.'),
  undecided: z
    .stringbool()
    .optional()
    .describe('Only what waits for somebody to decide: nobody does about a mailbox or number that is gone.'),
  cursor: cursorInput,
  limit: pageSize,
});

/** A message outside campaigns that failed, or whose hand-over had no answer. */
export const OpenMessage = z
  .object({
    messageId: z.string(),
    contactId: z.string(),
    name: z.string(),
    deleted: z.boolean().describe('The person was deleted: there is no page of them any more.'),
    address: z.string().nullable(),
    channel: z.enum(channels),
    source: z.enum(singleSources),
    /** Of an answer: its conversation, unless that is gone, and its subject. */
    threadId: z.string().nullable(),
    subject: z.string().nullable(),
    outcome: z.enum(openOutcomes),
    reason: z.string().nullable(),
    error: z.string().nullable(),
    /** Whether it waits for a decision; and whether one can be made, which can be of a mailbox that is gone as well. */
    waits: z.boolean(),
    decidable: z.boolean(),
    /** Who decided to leave it failed, and when. */
    discarded: z.object({ at: instant, by: z.string() }).nullable(),
    at: instant,
  })
  .meta({ id: 'OpenMessage' });
export type OpenMessage = z.output<typeof OpenMessage>;
export const OpenMessagePage = pageOf(OpenMessage).meta({ id: 'OpenMessagePage' });

/** How many wait for a decision, by what sent them; of the newest 10,000. */
export const OpenMessageCounts = z
  .object({
    sources: z.array(z.object({ source: z.enum(singleSources), failed: count, uncertain: count, at: instant })),
  })
  .meta({ id: 'OpenMessageCounts' });
export type OpenMessageCounts = z.output<typeof OpenMessageCounts>;

/** Which are meant: exactly one of the three says it. */
const meant = {
  messageIds: z
    .array(z.uuid())
    .min(1, 'names nobody')
    .max(1000, 'names over 1,000; take `source` or `all` instead')
    .optional()
    .describe('These. Exactly one of `messageIds`, `source` and `all` is given.'),
  source: source.describe('All that this sent.'),
  all: z.literal(true).optional().describe('All outside campaigns.'),
};
export interface Meant {
  messageIds?: readonly string[] | undefined;
  source?: string | undefined;
  all?: true | undefined;
}
const isOne = ({ messageIds, source: one, all }: Meant): boolean =>
  [messageIds, one, all].filter((each) => each !== undefined).length === 1;
const notOne = { path: ['messageIds'], message: 'give exactly one of messageIds, source and all: true' };

export const MessagesSettle = z
  .strictObject({
    ...meant,
    outcome: z.enum(['sent', 'failed']),
    note: z
      .string()
      .trim()
      .max(300, 'is over 300 characters')
      .optional()
      .describe('How this was found out; kept in the audit log.'),
  })
  .refine(isOne, notOne);
export const MessagesSettled = z.object({ settled: count, left: count }).meta({ id: 'MessagesSettled' });

export const MessagesDiscard = z.strictObject(meant).refine(isOne, notOne);
export const MessagesDiscarded = z.object({ discarded: count, left: count }).meta({ id: 'MessagesDiscarded' });

export const MessagesRetry = z
  .strictObject({
    ...meant,
    cursor: cursorInput.describe(
      'The `nextCursor` of the call before, with the same messages meant: goes on behind those it asked about.',
    ),
  })
  .refine(isOne, notOne);
export const MessagesRetried = z
  .object({
    retried: count,
    skipped: z
      .array(z.object({ reason: z.enum(skipReasons), people: count }))
      .describe('Whom the gate leaves out as things stand: they are not tried, and stay failed.'),
    unable: count.describe(
      'Of those that were meant: did not fail, were decided about, something came back for them, or the person said something newer about the consent, or gave it over 7 days ago.',
    ),
    left: count.describe(
      'Still to be asked about, with the source where one is given: not whom this call skipped. Go on by `nextCursor`, not until this is 0.',
    ),
    nextCursor: z
      .string()
      .nullable()
      .describe('One call asks about 20,000: give it as `cursor` with the next one. Null: all were asked about.'),
  })
  .meta({ id: 'MessagesRetried' });
