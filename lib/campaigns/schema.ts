import { z } from 'zod';
import {
  deferReasons,
  deliveryEvents,
  gateRules,
  outcomes,
  saidNotSent,
  skipReasons,
  stepResults,
} from '@/lib/pipeline/vocabulary';
import { cursorInput, pageOf, pageSize } from '@/lib/platform/cursor';
import { purposes } from '@/lib/contacts/vocabulary';
import { templateChannels } from '@/lib/templates/vocabulary';
import { CampaignOptions, CampaignProblem, ShownOptions } from './options';
import { mailProviders } from './report/schema';
import { campaignStatuses, mostVariants } from './vocabulary';

export * from './failed';
export * from './options';
export * from './report/schema';
export * from './timing/schema';
export { localTimeAt, startAt, wrongStart } from './timing/start';

const name = z.string().trim().min(1, 'is empty').max(160, 'is over 160 characters');
const topicId = z.uuid().nullish().describe('What it is about; who left the topic does not get it. Marketing only.');
const senderId = z
  .uuid()
  .nullish()
  .describe(
    'The name and address that its mail comes from; without one those of the default sender when sending begins.',
  );
const segmentIds = z.array(z.uuid()).min(1, 'needs at least one segment').max(50);

export const CampaignCreate = z.object({
  name,
  channel: z.enum(templateChannels).optional().describe('The template’s unless said.'),
  templateId: z.uuid(),
  segmentIds,
  excludedSegmentIds: z.array(z.uuid()).max(50).default([]),
  purpose: z.enum(purposes).default('marketing'),
  ...CampaignOptions.partial().shape,
  /** Whether its messages carry the pixel, and links that are counted. */
  trackOpens: z.boolean().default(true),
  trackClicks: z.boolean().default(true),
  topicId,
  senderId,
});
export const CampaignUpdate = z.object({
  id: z.uuid(),
  name: name.optional(),
  templateId: z.uuid().optional(),
  segmentIds: segmentIds.optional(),
  excludedSegmentIds: z.array(z.uuid()).max(50).optional(),
  ...CampaignOptions.partial().shape,
  trackOpens: z.boolean().optional(),
  trackClicks: z.boolean().optional(),
  topicId,
  senderId,
});
export const CampaignClone = z.object({ id: z.uuid(), name: name.optional() });
export const CampaignRef = z.object({ id: z.uuid() });
/** As many as a page has lines. */
export const CampaignIds = z.object({ ids: z.array(z.uuid()).max(200) });
export const CampaignNames = z.array(
  z.object({
    id: z.uuid(),
    name: z.string(),
    turns: z.object({
      status: z.enum(campaignStatuses),
      options: z.object({
        perHour: z.int().nullable(),
        sendLocal: z.boolean(),
        decidedAt: z.iso.datetime().nullable(),
      }),
    }),
  }),
);
export const CampaignLaunch = z.object({
  id: z.uuid(),
  scheduledAt: z.iso.datetime({ offset: true }).optional(),
  localTime: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/, 'needs to look like 2026-05-31T09:00')
    .refine((text) => !Number.isNaN(Date.parse(`${text}:00Z`)), 'is no date and time')
    .optional()
    .describe("Instead of scheduledAt: what the clock shows in the organisation's time zone."),
});

const count = z.number().int();
export const Totals = z
  .object({
    planned: count,
    sent: count,
    deferred: count,
    skipped: count,
    failed: count,
    discarded: count.describe('Of those that failed: which somebody decided to leave so.'),
    uncertain: count,
    inProgress: count,
    delivered: count,
    opened: count,
    clicked: count,
    replied: count,
    unsubscribed: count,
    bounced: count,
    complained: count,
    machineOpened: count,
    machineClicked: count,
  })
  .meta({
    id: 'CampaignTotals',
    description: 'planned = sent + deferred + skipped + failed + uncertain + inProgress, at any moment.',
  });
export type Totals = z.infer<typeof Totals>;

/** Of so many that were sent at the last count of the report, how many the sandbox caught. */
const Caught = z.object({ count, of: count });
export type Caught = z.infer<typeof Caught>;

export const Campaign = z
  .object({
    id: z.string(),
    name: z.string(),
    channel: z.string(),
    purpose: z.enum(purposes),
    topic: z.object({ id: z.string(), name: z.string() }).nullable(),
    /** Whose name its mail carries; null: the default sender's when sending begins. */
    sender: z.object({ id: z.string(), fromName: z.string(), fromEmail: z.string(), deleted: z.boolean() }).nullable(),
    status: z.enum(campaignStatuses),
    inSandbox: z
      .boolean()
      .describe(
        'It began while its channel led to the sandbox: all of it goes there, also once the channel leads elsewhere.',
      ),
    templateId: z.string(),
    templateName: z.string(),
    /** The version that it is sent with, fixed when sending began; null before. */
    templateVersion: count.nullable(),
    subject: z.string(),
    trackOpens: z.boolean(),
    trackClicks: z.boolean(),
    segments: z.array(z.object({ id: z.string(), name: z.string(), excluded: z.boolean(), deleted: z.boolean() })),
    totals: Totals,
    caught: Caught.nullable().describe(
      'What of it the sandbox caught, so that nobody got it, some seconds old, more of a large one; null: nothing, as far as was counted.',
    ),
    /** Skip reason → people. */
    skippedBy: z.record(z.string(), count),
    /** Failure code → people: an enhanced status code of the server's, else its kind. */
    failedBy: z.record(z.string(), count),
    /** What they wait for: the gate's reason, or the code of the last answer → people. */
    deferredBy: z.record(z.string(), count),
    scheduledAt: z.iso.datetime().nullable(),
    startedAt: z.iso.datetime().nullable(),
    plannedAt: z.iso.datetime().nullable(),
    completedAt: z.iso.datetime().nullable(),
    /** Why it was paused or made a draft again without anybody asking for it; null when nothing is wrong. */
    error: z.string().nullable(),
    options: ShownOptions,
    createdAt: z.iso.datetime(),
    version: count,
  })
  .meta({ id: 'Campaign' });
export type Campaign = z.infer<typeof Campaign>;

/** The failed messages that can still be tried again, or left so. What somebody said was not sent is decided; who bounced among them is for nobody to decide (`countToDecide`). */
export const undecidedOf = ({ totals, failedBy }: Pick<Campaign, 'totals' | 'failedBy'>): number =>
  totals.failed - totals.discarded - (failedBy[saidNotSent] ?? 0);

export const CampaignList = z.object({
  status: z.enum(campaignStatuses).optional(),
  archived: z.stringbool().or(z.boolean()).default(false).describe('Only those that were archived.'),
  cursor: cursorInput,
  limit: pageSize,
});
export const CampaignPage = pageOf(Campaign).meta({ id: 'CampaignPage' });
export type CampaignPage = z.infer<typeof CampaignPage>;

export const events = z.enum(deliveryEvents).exclude(['accepted', 'auto_replied']).options;
export const RecipientList = z.object({
  id: z.uuid(),
  q: z
    .string()
    .trim()
    .max(200, 'is over 200 characters')
    .optional()
    .describe(
      'Each of these words is in the name, address, number or external id of the person, or in the address that the message goes to; where this is no longer the person’s, give it in full.',
    ),
  outcome: z.enum(outcomes).optional(),
  /** Skip reason or error code, within an outcome. */
  reason: z.string().max(60).optional(),
  event: z
    .enum(events)
    .optional()
    .describe('converted: without who was kept apart as control group, unless that is asked for by heldOut.'),
  /** Who was kept apart as control group, of this campaign or of the organisation. */
  heldOut: z.stringbool().optional(),
  /** With converted: who gave or bought in this currency. */
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'must be three capital letters, such as EUR')
    .optional(),
  /** With opened or clicked: those of programs instead of people. */
  machine: z.stringbool().optional(),
  /** When it was sent, or, with an event, when that happened: from an instant on, before another. */
  since: z.iso.datetime({ offset: true }).optional(),
  until: z.iso.datetime({ offset: true }).optional(),
  provider: z.enum(mailProviders).optional(),
  /** Who clicked a link: `<template version>:<position>`. */
  link: z
    .string()
    .regex(/^[0-9a-f-]{36}:\d{1,5}$/, 'must be a template version and a position, such as 0192…:3')
    .optional(),
  /** Whose message counts as sent, and was caught by the sandbox. */
  caught: z.stringbool().optional(),
  /** Who carried this template version. */
  version: z.uuid().optional(),
  /** Failed, and somebody has to decide whether they are tried again or left so; nobody has about a mailbox or number that is gone. */
  undecided: z.stringbool().optional(),
  /** Position of the variant that they got. */
  variant: z.coerce
    .number()
    .int()
    .min(0)
    .max(mostVariants - 1)
    .optional(),
  cursor: cursorInput,
  limit: pageSize,
});
export const RecipientFilters = RecipientList.omit({ cursor: true, limit: true });
export const Recipient = z
  .object({
    messageId: z.string(),
    contactId: z.string(),
    name: z.string(),
    deleted: z.boolean().describe('The person was deleted: there is no page of them any more.'),
    address: z.string().nullable(),
    outcome: z.enum(outcomes),
    state: z
      .string()
      .describe('planned: waits for the winner; queued: goes by its turn, which is at dueAt where that is told.'),
    rule: z.string().nullable(),
    reason: z.string().nullable(),
    /** Name of the variant that they got; null without variants, and until a winner is chosen. */
    variant: z.string().nullable(),
    /** The gate's steps, kept for whoever was not sent to. */
    steps: z.array(z.object({ rule: z.string(), result: z.enum(stepResults), fact: z.string() })),
    error: z.string().nullable(),
    isCaught: z.boolean().describe('The sandbox caught it: it counts as sent, and nobody got it.'),
    /** Who decided to leave it failed, and when. */
    discarded: z.object({ at: z.iso.datetime(), by: z.string() }).nullable(),
    dueAt: z.iso.datetime().nullable(),
    at: z.iso.datetime(),
    sentAt: z.iso.datetime().nullable(),
    openedAt: z.iso.datetime().nullable(),
    clickedAt: z.iso.datetime().nullable(),
    repliedAt: z.iso.datetime().nullable(),
    unsubscribedAt: z.iso.datetime().nullable(),
    bouncedAt: z.iso.datetime().nullable(),
    convertedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'CampaignRecipient' });
export type Recipient = z.infer<typeof Recipient>;
export const RecipientPage = pageOf(Recipient).meta({ id: 'CampaignRecipientPage' });

/** Of which audience: that of a campaign, or of one of its variants; or of segments that were chosen for one. */
export const CampaignReaders = z
  .object({
    id: z.uuid().optional(),
    variant: RecipientList.shape.variant,
    segmentIds: z.array(z.uuid()).max(50).optional(),
    excludedSegmentIds: z.array(z.uuid()).max(50).default([]),
    channel: z.enum(templateChannels).default('email').describe('What goes to these segments; a campaign has its own.'),
    q: z.string().trim().max(200).optional(),
  })
  .refine(({ id, segmentIds }) => Boolean(id) !== Boolean(segmentIds), {
    path: ['id'],
    message: 'give either id or segmentIds',
  });
export const Readers = z.object({
  items: z.array(z.object({ id: z.string(), name: z.string(), address: z.string().nullable() })),
  /** Among so many was looked and then no further; null: there is nobody else, or enough were found. */
  cutAfter: z.number().int().nullable(),
});
export type Readers = z.infer<typeof Readers>;

/** What somebody found out about messages whose hand-over had no answer. */
export const RecipientsSettle = z
  .object({
    id: z.uuid(),
    outcome: z.enum(['sent', 'failed']),
    /** Which of the campaign's uncertain messages; or `all`. */
    messageIds: z.array(z.uuid()).min(1, 'names nobody').max(1000, 'names over 1,000; take `all` instead').optional(),
    all: z.boolean().optional(),
    /** How this was found out; kept in the audit log. */
    note: z.string().trim().max(300, 'is over 300 characters').optional(),
  })
  .refine(({ messageIds, all }) => Boolean(messageIds) !== Boolean(all), {
    path: ['messageIds'],
    message: 'give either messageIds or all: true',
  });
/** Who is judged anew of those that the gate makes wait: these, those who wait for one thing, or all. */
export const RecipientsAsk = z.object({
  id: z.uuid(),
  messageIds: z.array(z.uuid()).min(1, 'names nobody').max(1000, 'names over 1,000; leave it out for all').optional(),
  reason: z.string().min(1).max(60).optional().describe('What they wait for, as in `deferredBy`.'),
  cursor: cursorInput.describe('The `nextCursor` of the call before: goes on behind those it asked about.'),
});
export const RecipientsAsked = z
  .object({
    asked: count,
    nextCursor: z
      .string()
      .nullable()
      .describe(
        'More wait than one call asks about: give it as `cursor` with the next one. Null: all were asked about.',
      ),
  })
  .meta({ id: 'CampaignRecipientsAsked' });

export const RecipientsSettled = z
  .object({
    settled: count,
    /** Still uncertain in this campaign. */
    left: count,
  })
  .meta({ id: 'CampaignRecipientsSettled' });

/** What the time until the last one is handed over comes from. */
const durations = ['pace', 'capacity', 'waiting', 'local', 'measured', 'unknown'] as const;
export const Preflight = z
  .object({
    /** When it was counted. */
    at: z.iso.datetime(),
    audience: count,
    willSend: count,
    /** Who would not get it: reason → people, in the order of the gate. */
    excluded: z.array(
      z.object({ rule: z.enum([...gateRules, 'holdout', 'passed']), reason: z.enum(skipReasons), people: count }),
    ),
    /** Who would get it, but not at once: reason → people, and when the last of them may. */
    later: z.array(
      z.object({
        rule: z.enum([...gateRules, 'holdout', 'passed']),
        reason: z.enum(deferReasons),
        people: count,
        lastAt: z.iso.datetime(),
      }),
    ),
    /** Of variants that are tried out first: `people` get one now, the `rest` what wins. Null where everybody gets theirs at once. */
    test: z
      .object({
        people: count,
        rest: count,
        decideAfter: CampaignOptions.shape.decideAfter,
        restSeconds: count
          .nullable()
          .describe('How long handing over to the rest takes once the winner is chosen; null: nothing was measured.'),
      })
      .nullable(),
    /** How long handing over would take, of a test that alone, in seconds; null: nothing was measured yet. `by` says what most of it comes from, `rule` by which capacity. */
    expected: z.object({
      seconds: count.nullable(),
      by: z.enum(durations),
      rule: z.string().nullable(),
      isLocal: z.boolean(),
      parts: z
        .array(
          z.object({
            by: z.enum(durations),
            rule: z.string().nullable(),
            reason: z.enum(deferReasons).nullable().describe('What people wait for, of `waiting`.'),
            seconds: count,
          }),
        )
        .describe('What the seconds are made of, the longest first; they add up to them.'),
    }),
    /** Variables of the template, or of each variant's, and how many of those who would get it have them empty. */
    merge: z.array(
      z.object({
        variable: z.string(),
        variant: z.string().nullable().describe('Whose template it is; null without variants.'),
        people: count.describe('Who would get it: of a variant its own share.'),
        empty: count,
        waiting: z
          .object({ people: count, empty: count })
          .nullable()
          .describe('Of a test: who would get what wins, which may be this variant.'),
        hasDefault: z.boolean().describe('Something stands wherever it is empty: a default, or what a condition says.'),
      }),
    ),
    problems: z.array(CampaignProblem),
  })
  .meta({ id: 'CampaignPreflight' });
export type Preflight = z.infer<typeof Preflight>;

export const ResumeCheck = Preflight.pick({ problems: true }).meta({ id: 'CampaignResumeCheck' });
