/** What happened to a message, each time it did; a machine's opens and clicks are kept apart from people's. Where messages stand is the report's to tell. */
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
export type OverviewEvent = (typeof overviewEvents)[number];
