/** Kinds of rules that decide whether and when a message may go; their order is the gate's. */
export const ruleTypes = [
  'bypass',
  'consent',
  'double_opt_in',
  'legal_profile',
  'quiet_hours',
  'frequency_cap',
  'capacity',
] as const;
export type RuleType = (typeof ruleTypes)[number];

/** What a rule of kind `bypass` can lift. Do-not-contact, bounces and complaints are never lifted. */
export const waivable = [
  'consent',
  'legal_profile',
  'unsubscribe',
  'quiet_hours',
  'frequency_cap',
  'capacity',
] as const;
export type Waivable = (typeof waivable)[number];

/** What a capacity is counted for; `provider`: whoever hands the messages over, which is one sending IP or the service's own ones. */
export const capacityScopes = [
  'organisation',
  'sender',
  'recipient_provider',
  'provider',
  'provider_and_recipient_provider',
] as const;
export type CapacityScope = (typeof capacityScopes)[number];

/** What the installation's own mail server is called among providers; none has such an id. */
export const installation = 'installation';

/** Counted for the provider that messages leave by. */
export const isByProvider = (per: CapacityScope): boolean =>
  per === 'provider' || per === 'provider_and_recipient_provider';
/** Counted for each provider of mailboxes. */
export const isByMailboxes = (per: CapacityScope): boolean =>
  per === 'recipient_provider' || per === 'provider_and_recipient_provider';

/** How providers of mailboxes without a count of their own are counted: all of them as one, or not at all. */
export const otherProviders = ['together', 'free'] as const;
export type OtherProviders = (typeof otherProviders)[number];

/** What happens to who would get more than a cap allows: it waits until there is room, or is left out. */
export const capAnswers = ['defer', 'skip'] as const;
export type CapAnswer = (typeof capAnswers)[number];
