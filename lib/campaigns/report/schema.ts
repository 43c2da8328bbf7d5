import { z } from 'zod';
import { messageStates } from '@/lib/pipeline/vocabulary';

const count = z.number().int();
/** What people did, and what programs did, told apart. */
const heard = { opened: count, machineOpened: count, clicked: count, machineClicked: count };
const answered = { replied: count, unsubscribed: count, bounced: count };
const converted = count;

/** Mailbox providers by their own domains; as mail_provider() in db/functions.sql tells them. */
export const mailProviders = ['gmail', 'outlook', 'yahoo', 'apple', 'gmx', 'proton', 'other'] as const;
export type MailProvider = (typeof mailProviders)[number];

/** What happened in an hour or a day; people are counted at the first time that they did it. */
export const ReportTime = z.object({
  at: z.iso.datetime(),
  sent: count,
  ...heard,
  ...answered,
  converted,
});
export type ReportTime = z.output<typeof ReportTime>;
/** Nothing happened. */
export const noTime: Omit<ReportTime, 'at'> = {
  ...{ sent: 0, opened: 0, machineOpened: 0, clicked: 0, machineClicked: 0 },
  ...{ replied: 0, unsubscribed: 0, bounced: 0, converted: 0 },
};

export const ReportProvider = z.object({
  provider: z.enum(mailProviders),
  planned: count,
  sent: count,
  deferred: count,
  failed: count,
  ...heard,
  bounced: count,
  complained: count,
  skipped: count,
  uncertain: count,
  converted,
});
export type ReportProvider = z.output<typeof ReportProvider>;
/** What a count of before these were told apart lacks. */
export const notTold = { skipped: 0, uncertain: 0, converted: 0 };

export const ReportLink = z.object({
  /** The template version whose link it is. */
  version: z.string(),
  /** Its place in the message, from 0. */
  position: count,
  url: z.string(),
  /** People who clicked it, and how often they did. */
  people: count,
  clicks: count,
  /** Recipients for whom only a program followed it, or one as well. */
  machines: count,
});
export type ReportLink = z.output<typeof ReportLink>;

export const ReportVariant = z.object({
  /** Its position; 0 is the first. */
  variant: count,
  name: z.string(),
  planned: count,
  sent: count,
  ...heard,
  ...answered,
  converted,
});
export type ReportVariant = z.output<typeof ReportVariant>;

export const ReportMessage = z.object({
  /** The template version whose links are counted. */
  version: z.string(),
  templateName: z.string(),
  templateVersion: count,
  /** Names of the variants that it was sent as, or is made for now; empty without variants. */
  variants: z.array(z.string()),
});
export type ReportMessage = z.output<typeof ReportMessage>;

export const ReportWording = z.object({
  /** Position of the variant; null without variants. */
  variant: count.nullable(),
  variantName: z.string().nullable(),
  /** The template version that they carried. */
  version: z.string(),
  templateName: z.string(),
  templateVersion: count,
  /** As written, before it was filled in. */
  subject: z.string(),
  sent: count,
  /** When the first and the last of them was sent. */
  firstAt: z.iso.datetime(),
  lastAt: z.iso.datetime(),
  /** The edits in a pause between which it was sent; null: from the beginning, or still. */
  since: z.iso.datetime().nullable(),
  until: z.iso.datetime().nullable(),
});
export type ReportWording = z.output<typeof ReportWording>;

export const ReportRevenue = z.object({ currency: z.string(), value: z.number(), people: count });

const Group = z.object({ people: count, converted: count });
/** What those did who got it, beside those who were kept apart to compare with. */
export const ReportHoldout = z.object({
  got: Group,
  kept: Group.describe('The control group of the campaign, and that of the organisation.'),
  lift: z
    .number()
    .nullable()
    .describe('How many of 100 people more did it who got it; below 0: fewer. Null: nobody got it yet.'),
  significant: z.boolean(),
  pValue: z.number().nullable(),
  sentence: z.string(),
});
export type ReportHoldout = z.output<typeof ReportHoldout>;

export const CampaignReport = z
  .object({
    /** When the parts were counted; null: not once yet. The totals of the campaign are counted apart. */
    countedAt: z.iso.datetime().nullable(),
    /** Something has changed since. */
    stale: z.boolean(),
    unit: z.enum(['hour', 'day']),
    times: z.array(ReportTime),
    providers: z.array(ReportProvider),
    links: z.array(ReportLink),
    /** The messages whose links these are, in the order of the variants. */
    messages: z.array(ReportMessage),
    /** Links whose clicks are not counted: their address differs from person to person. */
    uncounted: z.array(z.object({ version: z.string(), url: z.string() })),
    /** What was sent, by variant, template version and subject: several when it was edited in a pause. */
    wordings: z.array(ReportWording),
    /** Empty without variants; who waits for a winner is in none. */
    variants: z.array(ReportVariant),
    /** What people gave or bought after it, by currency; the value is in minor units. */
    revenue: z.array(ReportRevenue),
    /** People who did what it was for; who was kept apart is not among them. */
    converted,
    /** Null: nobody was kept apart. */
    holdout: ReportHoldout.nullable(),
  })
  .meta({ id: 'CampaignReport' });
export type CampaignReport = z.output<typeof CampaignReport>;

export const reportParts = ['times', 'providers', 'links', 'variants', 'wordings', 'revenue'] as const;
export const ReportExport = z.object({ id: z.uuid(), part: z.enum(reportParts) });
export const ReportPicture = z.object({ id: z.uuid(), version: z.uuid() });

export const RecipientMessageRef = z.object({ id: z.uuid(), messageId: z.uuid() });
export const RecipientMessage = z.object({
  contactId: z.string(),
  name: z.string(),
  /** Nothing is known of this person any more to fill it in with. */
  deleted: z.boolean(),
  /** Position of the variant; null without variants. */
  variant: count.nullable(),
  variantName: z.string().nullable(),
  templateId: z.string(),
  templateName: z.string(),
  templateVersion: count,
  /** As written, before it was filled in; of when it was sent. */
  subject: z.string(),
  /** Planned: the version is not the one that they get; it is decided with the winner. */
  state: z.enum(messageStates),
  /** It failed, and somebody may still try it again. */
  canRetry: z.boolean(),
  /** Null: it was not sent. */
  sentAt: z.iso.datetime().nullable(),
  /** The consent that it stood on when it was handed over; null: it was not, it needed none, or none is known any more. */
  consent: z.object({ at: z.iso.datetime(), source: z.string(), ofTopic: z.boolean() }).nullable(),
});
export type RecipientMessage = z.infer<typeof RecipientMessage>;
