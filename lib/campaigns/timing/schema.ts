import { z } from 'zod';
import { channels } from '@/lib/contacts/vocabulary';

const count = z.number().int();

/** A server that has answered none for a while, and since when. */
const Silence = z.object({
  since: z.iso.datetime(),
  /** Messages it has or did not take over, and those behind them whose time has come; more than 10,000 are not counted. */
  waiting: count,
  /** Messages behind these whose own time is still to come, by a pace, an hour or a rule; more than 10,000 are not counted. */
  later: count,
  /** When the first of them is tried again; null: some are being tried. */
  nextTryAt: z.iso.datetime().nullable(),
});
export type Silence = z.infer<typeof Silence>;

/** A server that answers and takes nothing that it is given: since when, and what it said last. */
const Refusal = z.object({
  since: z.iso.datetime(),
  words: z.string(),
  mend: z
    .enum(['providers', 'installation'])
    .nullable()
    .describe(
      'Whose credentials it refuses: those of the organisation’s providers, or of the installation’s mail server. Null: it puts off what it is given, and is asked again.',
    ),
});
export type Refusal = z.infer<typeof Refusal>;

export const Outgoing = z
  .object({
    /** Of which anything was ever to be sent. */
    channels: z.array(
      z.object({
        channel: z.enum(channels),
        state: z
          .enum(['sending', 'silent', 'refusing', 'waiting', 'idle'])
          .describe(
            'silent: its server says nothing, and messages wait for it; refusing: it answers, and takes nothing that it is given; waiting: people of a campaign wait for a later turn; idle: there is nothing to send.',
          ),
        answeredAt: z.iso.datetime().nullable(),
        silence: Silence.nullable(),
        /** Null while the server takes anything, or nothing waits. */
        refusal: Refusal.nullable(),
        sandbox: z
          .string()
          .nullable()
          .describe('Why what is handed over now goes to the sandbox and to nobody else; null: it does not.'),
        /** The campaigns that wait; none while only answers to people or requests to confirm do. */
        campaigns: z.array(z.object({ id: z.uuid(), name: z.string() })),
      }),
    ),
  })
  .meta({ id: 'Outgoing' });
export type Outgoing = z.infer<typeof Outgoing>;

export const CampaignOutlook = z
  .object({
    /** People who were not handed over yet. */
    left: count,
    /** Messages a second, measured on this campaign or the last ones; null: not known yet. */
    perSecond: z.number().nullable(),
    /** Null while nobody can tell: the server says or takes nothing, some wait for a winner, or nothing was measured. */
    finishAt: z.iso.datetime().nullable(),
    /** Some wait for a winner: the end is not known before it is chosen. */
    waits: z.boolean(),
    /** Null while the server answers. */
    silence: Silence.nullable(),
    refusal: Refusal.nullable().describe(
      'A server that answers, and puts off all that it is given; null while it takes any.',
    ),
  })
  .meta({ id: 'CampaignOutlook' });
export type CampaignOutlook = z.infer<typeof CampaignOutlook>;
