import { z } from 'zod';
import { groupings, messageEvents } from './vocabulary';

const day = z.iso.date('must be a day such as 2026-03-31');

export const MessageNumbersInput = z
  .object({
    /** Days of the organisation's time zone, both counted; the last 30 days unless said. */
    from: day.optional(),
    to: day.optional(),
    by: z.enum(groupings).default('day'),
    campaignId: z.uuid().optional(),
  })
  .refine(({ from, to }) => !from || !to || from <= to, { path: ['from'], message: 'must not be after "to"' });

export const MessageNumbers = z
  .object({
    from: day,
    to: day,
    timeZone: z
      .string()
      .describe('In which the days are cut: the organisation’s, or UTC when they begin over two years ago.'),
    by: z.enum(groupings),
    /** One line per group and kind of event; what did not happen has no line. */
    items: z.array(
      z.object({ day: day.optional(), channel: z.string().optional(), event: z.string(), count: z.number().int() }),
    ),
    totals: z
      .partialRecord(z.enum(messageEvents), z.number().int())
      .describe(
        'What happened, each time it did: one that failed, was tried again and was sent counts as both. Where the messages of a campaign stand now is in its totals.',
      ),
  })
  .meta({ id: 'MessageNumbers' });
export type MessageNumbers = z.infer<typeof MessageNumbers>;

const counts = {
  sent: z.number().int(),
  delivered: z.number().int(),
  opened: z.number().int(),
  clicked: z.number().int(),
  replied: z.number().int(),
};

export const Overview = z
  .object({
    from: day,
    to: day,
    timeZone: z.string().describe('In which the days are cut.'),
    totals: z.object(counts),
    /** One line per day, days without messages too. */
    days: z.array(z.object({ day, ...counts })),
    freshness: z.object({
      /** When the newest counted event happened; null: there is none yet. */
      newestEventAt: z.iso.datetime().nullable(),
      /** How long the newest thing that happened has been waiting to be counted, in seconds; 0: all is counted. */
      lagSeconds: z.number(),
    }),
  })
  .meta({ id: 'AnalyticsOverview' });
export type Overview = z.infer<typeof Overview>;
