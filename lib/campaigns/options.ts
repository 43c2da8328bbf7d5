import { z } from 'zod';
import {
  blockedFields,
  campaignStatuses,
  localPastRules,
  mostVariants,
  problemPlaces,
  uncheckedReasons,
  unclearRules,
  winnerMetrics,
} from './vocabulary';

const count = z.number().int();
const minute = 60;
const longestTest = 30 * 24 * 3600;

export const Variant = z.object({
  name: z.string().trim().min(1, 'is empty').max(60, 'is over 60 characters'),
  templateId: z.uuid(),
  subject: z
    .string()
    .trim()
    .max(500, 'is over 500 characters')
    .nullish()
    .transform((text) => text || null)
    .describe("Instead of the template's own subject."),
  weight: count.min(1, 'is below 1').max(100, 'is over 100').default(1).describe('Its part of the sum of all weights.'),
});
export type Variant = z.infer<typeof Variant>;

/** None, or at least two whose names differ. The first one's template is the campaign's. */
export const Variants = z
  .array(Variant)
  .max(mostVariants, `are over ${mostVariants}`)
  .refine((list) => list.length !== 1, 'needs a second one to compare with; or leave them out')
  .refine((list) => new Set(list.map((v) => v.name.toLowerCase())).size === list.length, 'need names that differ');

/** How a campaign is sent, apart from what and to whom. */
export const CampaignOptions = z.object({
  variants: Variants,
  testPercent: count
    .min(1, 'is below 1')
    .max(100, 'is over 100')
    .describe('Of 100 people so many get the variants first; the others get what wins. 100: everybody gets one.'),
  winnerMetric: z.enum(winnerMetrics),
  decideAfter: count
    .min(minute, 'is under a minute')
    .max(longestTest, 'is over 30 days')
    .nullable()
    .describe('Seconds from the end of the test to the choice of the winner; null: a person chooses.'),
  ifUnclear: z.enum(unclearRules),
  holdoutPercent: count.min(0, 'is below 0').max(50, 'is over 50'),
  sendLocal: z.boolean().describe("At the scheduled hour of each contact's own time zone."),
  localPast: z.enum(localPastRules),
  perHour: count.min(1, 'is below 1').max(100_000_000, 'is over 100,000,000').nullable(),
  recurrence: z
    .object({ rule: z.string().trim().max(200, 'is over 200 characters') })
    .nullable()
    .describe('A series: a rule of RFC 5545, like FREQ=WEEKLY;BYDAY=MO. Each run is a campaign of its own.'),
});
export type CampaignOptions = z.infer<typeof CampaignOptions>;

export const CampaignDecision = z.object({
  winner: count.nullable(),
  by: z.string(),
  sentence: z.string(),
  variants: z.array(z.object({ position: count, sent: count, hits: count })),
});

/** The options of a campaign as they are shown; `variants` with what was fixed at launch. */
export const ShownOptions = CampaignOptions.omit({ variants: true }).extend({
  variants: z.array(
    z.object({
      position: count,
      name: z.string(),
      templateId: z.string(),
      templateName: z.string(),
      templateVersion: count.nullable(),
      subject: z.string().nullable(),
      templateSubject: z
        .string()
        .nullable()
        .describe('Of the template version that is fixed, for whom no subject of its own is set; null before launch.'),
      weight: count,
      isWinner: z.boolean(),
    }),
  ),
  recurrence: z.object({ rule: z.string(), inWords: z.string() }).nullable(),
  /** Of a run: its series, and which run it is. */
  seriesId: z.string().nullable(),
  runNumber: count,
  archivedAt: z.iso.datetime().nullable(),
  testSentAt: z.iso.datetime().nullable(),
  decidedAt: z.iso.datetime().nullable(),
  decision: CampaignDecision.nullable(),
});

export const CampaignVariants = z
  .object({
    /** How each did so far, by people. */
    variants: z.array(
      z.object({
        position: count,
        name: z.string(),
        sent: count,
        reached: count.describe('Of those sent, who did not bounce: the winner is judged by them.'),
        opened: count,
        clicked: count,
        replied: count,
        converted: count,
        isWinner: z.boolean(),
      }),
    ),
    /** People who get what wins, when it is chosen. */
    waiting: count,
    countedAt: z.iso
      .datetime()
      .nullable()
      .describe('When these numbers were counted; a winner is chosen by newer ones.'),
    stale: z.boolean().describe('Something has happened since.'),
    leader: count.nullable(),
    significant: z.boolean(),
    pValue: z.number().nullable(),
    sentence: z.string(),
    /** When the winner is chosen by itself; null: never, or it is chosen. */
    decidesAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'CampaignVariants' });
export type CampaignVariants = z.infer<typeof CampaignVariants>;

export const WinnerChoice = z.object({
  id: z.uuid(),
  position: count
    .min(0, 'is below 0')
    .max(mostVariants - 1)
    .describe('Of the variant that wins.'),
});

export const CampaignSeries = z
  .object({
    rule: z.string().nullable(),
    inWords: z.string().nullable(),
    timeZone: z.string().nullable().describe('By whose clock it runs, whatever zone the organisation has now.'),
    /** The next times at which it runs. */
    next: z.array(z.iso.datetime()),
    runCount: count,
    /** The last ones, the newest first. */
    runs: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        number: count,
        status: z.enum(campaignStatuses),
        startedAt: z.iso.datetime().nullable(),
      }),
    ),
  })
  .meta({ id: 'CampaignSeries' });
export type CampaignSeries = z.infer<typeof CampaignSeries>;

export const CampaignSettings = z
  .object({
    controlPercent: count
      .min(0, 'is below 0')
      .max(50, 'is over 50')
      .describe('Of 100 contacts so many get no marketing campaign, always the same ones.'),
    archiveAfterMonths: count
      .min(0, 'is below 0')
      .max(120, 'is over 120')
      .describe('Ended campaigns leave the list after so many months; 0: never by themselves.'),
  })
  .meta({ id: 'CampaignSettings' });

const currency = z.string().regex(/^[A-Z]{3}$/, 'needs to be a code of three letters like EUR');
export const ConversionRecord = z
  .object({
    messageId: z.uuid().optional().describe('The message that led to it.'),
    contactId: z
      .uuid()
      .optional()
      .describe(
        'Or who did it: the last campaign message before it, up to 30 days; where the person was kept apart as control group, as if it had been sent.',
      ),
    campaignId: z.uuid().optional().describe('With contactId: only a message of this campaign.'),
    valueMinor: count
      .min(0, 'is below 0')
      .max(1e15, 'is too large')
      .optional()
      .describe('What it was worth, in the smallest unit of the currency: cents.'),
    currency: currency.optional(),
    occurredAt: z.iso.datetime({ offset: true }),
    key: z
      .string()
      .trim()
      .min(1, 'is empty')
      .max(200, 'is over 200 characters')
      .describe('What makes a repeat recognisable: an order number.'),
  })
  .refine(({ messageId, contactId }) => Boolean(messageId) !== Boolean(contactId), {
    path: ['messageId'],
    message: 'give either messageId or contactId',
  })
  .refine(({ campaignId, contactId }) => !campaignId || contactId, {
    path: ['campaignId'],
    message: 'goes with contactId only',
  })
  .refine(({ valueMinor, currency: code }) => (valueMinor === undefined) === (code === undefined), {
    path: ['currency'],
    message: 'a value needs a currency, and a currency a value',
  });
export const Conversion = z
  .object({
    messageId: z.string(),
    campaignId: z.string(),
    contactId: z.string(),
    /** False: it was told before under the same key, and nothing has changed. */
    isNew: z.boolean(),
    heldOut: z
      .boolean()
      .describe(
        'The person was kept apart and got nothing: it counts for the control group, and in no number of what was sent.',
      ),
  })
  .meta({ id: 'Conversion' });

/** What can be changed of a campaign that is paused; what is absent stays. */
export const CampaignEdit = z.object({
  id: z.uuid(),
  name: z.string().trim().min(1, 'is empty').max(160, 'is over 160 characters').optional(),
  perHour: CampaignOptions.shape.perHour.optional(),
  senderId: z
    .uuid()
    .nullable()
    .optional()
    .describe('Whose name mail carries from now on, null for the default one. Alone, also of a completed campaign.'),
  templateId: z.uuid().optional().describe('Without variants: what those get who did not get anything yet.'),
  useNewest: z.boolean().optional().describe('Who did not get anything yet gets the newest version of its template.'),
  variants: z
    .array(
      z.object({
        position: count.min(0).max(mostVariants - 1),
        name: Variant.shape.name.optional(),
        subject: z.string().trim().max(500, 'is over 500 characters').nullable().optional(),
        templateId: z.uuid().optional(),
      }),
    )
    .max(mostVariants)
    .optional()
    .describe('By position; for those who did not get theirs yet. An absent subject stays, null takes the template’s.'),
});
export const CampaignEdited = z
  .object({
    /** Who gets what from now on, a sentence each. */
    said: z.array(z.string()),
  })
  .meta({ id: 'CampaignEdited' });

/** What should be known before a campaign is sent. */
export const CampaignProblem = z
  .object({
    level: z.enum(['blocks', 'warns']),
    message: z.string(),
    at: z
      .enum(problemPlaces)
      .optional()
      .describe('Where it is mended, of the settings; absent: in the campaign, its template or elsewhere.'),
    field: z.enum(blockedFields).optional().describe('Of what blocks: the field of the campaign that it comes from.'),
    onlyNow: z.literal(true).optional().describe('It blocks what is sent now, and not what is scheduled for later.'),
  })
  .meta({ id: 'CampaignProblem' });

const found = z.enum(['found', 'missing', 'unknown']);
export const CampaignReach = z
  .object({
    /** Null when nothing leaves the sandbox. */
    domain: z
      .object({
        ...{ name: z.string(), spf: found, dkim: found, dmarc: found, policy: z.string().nullable() },
        signing: z.string().describe('Who signs mail of this domain, in words.'),
      })
      .nullable(),
    links: z.array(
      z.object({ url: z.string(), isGood: z.boolean(), status: count.nullable(), note: z.string().nullable() }),
    ),
    /** What nobody asked whether it is there, and why: the address differs from person to person, leads here or to a private network, or there are too many. */
    unchecked: z.array(z.object({ url: z.string(), reason: z.enum(uncheckedReasons) })),
    /** Unchecked ones beyond those. */
    linksLeftOut: count,
    /** Whether the templates have the unsubscribe link, or it is added at their end; a notification has a button, and JSON may lack it. */
    unsubscribe: z.enum(['template', 'added', 'button', 'missing']),
    problems: z.array(CampaignProblem),
  })
  .meta({ id: 'CampaignReach' });
export type CampaignReach = z.infer<typeof CampaignReach>;
