/** What happened to a message; a machine's opens and clicks are kept apart from people's. */
export const messageEvents = [
  'sent',
  'deferred',
  'skipped',
  'failed',
  'uncertain',
  'delivered',
  'opened',
  'clicked',
  'replied',
  'unsubscribed',
  'bounced',
  'complained',
  'machine_opened',
  'machine_clicked',
] as const;
export type MessageEvent = (typeof messageEvents)[number];

export const groupings = ['day', 'channel', 'event'] as const;
export type Grouping = (typeof groupings)[number];

/** The curves of the home page. */
export const overviewEvents = ['sent', 'delivered', 'opened', 'clicked', 'replied'] as const;
/** How long they are kept for all who look where days are not UTC's: each look would count a month of events. */
export const overviewKeptMs = 5_000;
export type OverviewEvent = (typeof overviewEvents)[number];
