/** States of one planned message; see docs/architecture.md, "The sending truth". */
export const messageStates = [
  'planned',
  'queued',
  'deferred',
  'skipped',
  'sent',
  'delivered',
  'bounced',
  'complained',
  'failed',
  'uncertain',
] as const;
export type MessageState = (typeof messageStates)[number];

/** The error code of what somebody said was not sent. */
export const saidNotSent = 'said_not_sent';

/** The six terms of the sum; every state belongs to exactly one. */
export const outcomes = ['sent', 'deferred', 'skipped', 'failed', 'uncertain', 'inProgress'] as const;
export type Outcome = (typeof outcomes)[number];

export const outcomeOf: Record<MessageState, Outcome> = {
  planned: 'inProgress',
  queued: 'inProgress',
  deferred: 'deferred',
  skipped: 'skipped',
  sent: 'sent',
  delivered: 'sent',
  bounced: 'sent',
  complained: 'sent',
  failed: 'failed',
  uncertain: 'uncertain',
};

/** States that few messages are in; the generated column `rare_status` holds them, for an index that what is simply sent never enters. */
export const rareStates: readonly MessageState[] = ['planned', 'deferred', 'skipped', 'failed', 'uncertain'];

export const statesOf = (outcome: Outcome): MessageState[] =>
  messageStates.filter((state) => outcomeOf[state] === outcome);

export const sourceTypes = ['campaign', 'inbox', 'consent', 'workflow', 'sequence', 'collection'] as const;
export type SourceType = (typeof sourceTypes)[number];

/** Who asks the gate: the sources of messages, and tests to members, which are no messages of the pipeline. */
export const gateSources = [...sourceTypes, 'test'] as const;
export type GateSource = (typeof gateSources)[number];

/** What is counted by people and not by hits: the first time for each message, which a later sign may move or take back. */
export const countedOnce = ['opened', 'clicked', 'replied'] as const;
export type CountedOnce = (typeof countedOnce)[number];
export const firstOf = <Name extends CountedOnce>(event: Name) => `first_${event}` as const;
export const undoneOf = <Name extends CountedOnce>(event: Name) => `first_${event}_undone` as const;

/** What comes back for a message after hand-over; one row of pipeline_delivery_logs each. `accepted`: its provider took it, told where we did not know. */
export const deliveryEvents = [
  'accepted',
  'delivered',
  'opened',
  'clicked',
  'replied',
  'unsubscribed',
  'bounced',
  'complained',
  'auto_replied',
  'converted',
] as const;
export type DeliveryEvent = (typeof deliveryEvents)[number];

/** Gate rules in the order in which they are asked; `window` only of WhatsApp. */
export const gateRules = [
  'contact',
  'do_not_contact',
  'consent',
  'suppression',
  'window',
  'legal_profile',
  'quiet_hours',
  'frequency_cap',
  'capacity',
] as const;
export type GateRule = (typeof gateRules)[number];

export const skipReasons = [
  'no_address',
  'archived',
  'duplicate_address',
  'do_not_contact',
  'no_consent',
  'consent_withdrawn',
  'topic_withdrawn',
  'not_confirmed',
  'suppressed_bounce',
  'suppressed_soft_bounce',
  'suppressed_complaint',
  'suppressed_unsubscribe',
  'suppressed_manual',
  'window_closed',
  'legal_consent',
  'consent_expired',
  'frequency_cap',
  'cancelled',
  'control_group',
  'global_control_group',
] as const;
export type SkipReason = (typeof skipReasons)[number];

/** Why the gate lets a message wait; it comes back by itself. */
export const deferReasons = ['legal_hours', 'quiet_hours', 'frequency_cap', 'on_its_way', 'capacity'] as const;
export type DeferReason = (typeof deferReasons)[number];

/** What a rule of the gate answered: passed, lifted by a rule, stops for good, stops for now, or not asked since one before it stops. */
export const stepResults = ['passed', 'waived', 'stops', 'defers', 'not_asked'] as const;
export type StepResult = (typeof stepResults)[number];

export const suppressionReasons = ['bounce', 'soft_bounce', 'complaint', 'unsubscribe', 'manual'] as const;
export type SuppressionReason = (typeof suppressionReasons)[number];

/** What goes nowhere any more: whatever uses the address or number, or one channel of a number. */
export const suppressedChannels = ['all', 'sms', 'whatsapp'] as const;
export type SuppressedChannel = (typeof suppressedChannels)[number];

export const laneStates = ['active', 'paused', 'done'] as const;
export type LaneState = (typeof laneStates)[number];
