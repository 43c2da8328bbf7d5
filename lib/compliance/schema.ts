import { z } from 'zod';
import { channels, consentSources, purposes } from '@/lib/contacts/vocabulary';
import { gateSources, sourceTypes } from '@/lib/pipeline/vocabulary';
import { countryCode, unknownCountry } from '@/lib/platform/places';
import {
  capAnswers,
  capacityScopes,
  installation,
  isByMailboxes,
  isByProvider,
  otherProviders,
  waivable,
} from './vocabulary';

const clock = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'is no time of day, such as 21:00')
  .meta({ description: 'HH:MM on the contact’s own clock' });
const country = z
  .string()
  .trim()
  .max(100, 'is over 100 characters')
  .overwrite((text) => countryCode(text) ?? (text.length === 2 ? text.toUpperCase() : text))
  .regex(/^[A-Z]{2}$/, { error: ({ input }) => unknownCountry(String(input)) })
  .meta({ description: 'The two-letter code of a country; its name is taken too, and stored as the code' });
const domain = z
  .string()
  .trim()
  .toLowerCase()
  .max(253, 'is over 253 characters')
  .regex(/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/, 'is no domain, such as uni.example.org');
const some = <T extends z.ZodType>(item: T) => z.array(item).min(1, 'names none; leave it out for all').max(250);

/** To which messages a rule applies; what is left out means all. */
export const Condition = z.object({
  channels: some(z.enum(channels)).optional(),
  purposes: some(z.enum(purposes)).optional(),
  sources: some(z.enum(gateSources)).optional(),
  /** Of the contact, else of the organisation. */
  countries: some(country).optional(),
});
export type Condition = z.infer<typeof Condition>;

const weekdays = z.array(z.int().min(0).max(6)).max(6, 'leaves no day of the week to write on');

/** Hours in which nothing goes out: from one time to another, over midnight when `to` is the earlier; and whole days. */
const closedHours = z
  .object({ from: clock, to: clock, days: weekdays.optional() })
  .refine(({ from, to }) => from !== to, { path: ['to'], message: 'is the same as from: that would be the whole day' });
export type ClosedHours = z.infer<typeof closedHours>;

const year = 366 * 86_400;
const kinds = {
  bypass: z.object({ waives: some(z.enum(waivable)) }),
  consent: z.object({ basis: z.literal('unless_withdrawn') }),
  double_opt_in: z.object({ sources: some(z.enum(consentSources)) }),
  legal_profile: z.object({
    /** The law, as people cite it. */
    law: z.string().trim().min(1, 'is empty').max(160),
    consent: z.literal('required').optional(),
    /** A consent older than this no longer counts. */
    consentMaxDays: z.int().min(1).max(3650).optional(),
    hours: closedHours.optional(),
  }),
  quiet_hours: closedHours,
  frequency_cap: z.object({
    messages: z.int().min(1, 'must allow at least 1').max(1000),
    days: z.int().min(1).max(90, 'looks back 90 days at most'),
    over: z.enum(capAnswers),
  }),
  capacity: z
    .object({
      messages: z.int().min(1, 'must allow at least 1').max(100_000_000),
      seconds: z.int().min(1).max(year),
      per: z
        .enum(capacityScopes)
        .describe(
          'provider: for each provider that messages leave by, the mail server of this installation being one; …_and_recipient_provider: and there for each provider of mailboxes.',
        ),
      domains: z
        .array(domain)
        .min(1, 'names none; leave it out')
        .max(100, 'names more than 100 domains')
        .optional()
        .describe('Per provider of mailboxes: domains with a count of their own, beside the large providers.'),
      others: z
        .enum(otherProviders)
        .optional()
        .describe('Per provider of mailboxes: all others count as one unless they are free.'),
      provider: z
        .union([z.literal(installation), z.uuid()], 'is no provider of yours')
        .optional()
        .describe('Per provider: the only one that is counted; installation: the mail server of this installation.'),
    })
    .refine(({ per, provider }) => !provider || isByProvider(per), {
      path: ['provider'],
      message: 'can be named only where each provider that messages leave by is counted',
    })
    .refine(({ per, domains }) => !domains || isByMailboxes(per), {
      path: ['domains'],
      message: 'can be named only where each provider of mailboxes is counted',
    })
    .refine(({ per, others }) => !others || isByMailboxes(per), {
      path: ['others'],
      message: 'can be said only where each provider of mailboxes is counted',
    }),
} as const;

const rule = <T extends keyof typeof kinds>(type: T) => z.object({ type: z.literal(type), action: kinds[type] });
/** What a rule does, by its kind. */
export const RuleAction = z.discriminatedUnion('type', [
  rule('bypass'),
  rule('consent'),
  rule('double_opt_in'),
  rule('legal_profile'),
  rule('quiet_hours'),
  rule('frequency_cap'),
  rule('capacity'),
]);
export type RuleAction = z.infer<typeof RuleAction>;

/** Of an organisation's own rule: what tests are spared is ours to say, and a process of the version before cannot read it stored. */
const OwnCondition = Condition.extend({ sources: some(z.enum(sourceTypes)).optional() });

const ruleName = z.string().trim().min(1, 'is empty').max(120, 'is over 120 characters');
const instant = z.iso.datetime({ offset: true });

/** An organisation's own rules; `bypass` and the law are ours alone. */
const OwnAction = z.discriminatedUnion('type', [
  rule('consent'),
  rule('double_opt_in'),
  rule('legal_profile'),
  rule('quiet_hours'),
  rule('frequency_cap'),
  rule('capacity'),
]);
const own = {
  name: ruleName,
  condition: OwnCondition.default({}),
  rule: OwnAction,
  effectiveFrom: instant.optional(),
  effectiveTo: instant.nullish(),
};
type Given = { effectiveFrom?: string | undefined; effectiveTo?: string | null | undefined } & {
  rule: { type: string };
  condition: Condition;
};
const checked = <T extends z.ZodType<Given>>(schema: T) =>
  schema
    .refine((r) => !r.effectiveFrom || !r.effectiveTo || Date.parse(r.effectiveFrom) < Date.parse(r.effectiveTo), {
      path: ['effectiveTo'],
      message: 'lies before effectiveFrom',
    })
    // Room is counted for whoever hands over, not for where people are.
    .refine((r) => r.rule.type !== 'capacity' || r.condition.countries === undefined, {
      path: ['condition', 'countries'],
      message: 'cannot be given for a capacity; leave it out',
    });
export const RuleCreate = checked(z.object(own));
export const RuleUpdate = checked(z.object({ ...own, id: z.uuid() }));
export const RuleRef = z.object({ id: z.uuid() });

export const SendingRule = z
  .object({
    /** A UUID, or the name of a rule that comes with the product. */
    id: z.string(),
    name: z.string(),
    builtIn: z.boolean(),
    condition: Condition,
    rule: RuleAction,
    effectiveFrom: z.iso.datetime(),
    effectiveTo: z.iso.datetime().nullable(),
  })
  .meta({ id: 'SendingRule' });
export type SendingRule = z.infer<typeof SendingRule>;
export const SendingRules = z.object({
  items: z.array(SendingRule),
  /** Where contacts are taken to be whose country is not known, or whose time zone is not and does not follow from it. */
  country: z.string(),
  timeZone: z.string(),
});
