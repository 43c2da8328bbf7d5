export const contactStatuses = ['active', 'archived'] as const;
export type ContactStatus = (typeof contactStatuses)[number];

export const channels = ['email', 'sms', 'whatsapp', 'push', 'webhook'] as const;
export type Channel = (typeof channels)[number];

/** Channels of phone numbers. */
export type TextChannel = Extract<Channel, 'sms' | 'whatsapp'>;
export const isText = (channel: string): channel is TextChannel => channel === 'sms' || channel === 'whatsapp';

export const attributeTypes = ['text', 'number', 'boolean', 'date'] as const;
export type AttributeType = (typeof attributeTypes)[number];

/** What a message is for; consent is given per channel and purpose. */
export const purposes = ['marketing', 'service'] as const;
export type Purpose = (typeof purposes)[number];

/** What can be said yes or no to; `topic`: one topic of an organisation's marketing. */
export const consentSubjects = [...purposes, 'topic'] as const;
export type ConsentSubject = (typeof consentSubjects)[number];

/** What a line of the ledger of consent is about; `any`, withdrawn, means: nothing on this channel, whatever it is for. */
export const ledgerPurposes = [...purposes, 'any', 'topic'] as const;
export type LedgerPurpose = (typeof ledgerPurposes)[number];

/** Where a consent came from; `import` carries the source that the importing person named. */
export const consentSources = [
  'import',
  'form',
  'api',
  'manual',
  'preference_page',
  'one_click',
  'inbound',
  'double_opt_in',
] as const;
export type ConsentSource = (typeof consentSources)[number];
/** How a consent came, after "by". */
export const consentSourceWords: Record<ConsentSource, string> = {
  ...{ import: 'an import', form: 'a form', api: 'the API', manual: 'a colleague', inbound: 'a message of theirs' },
  ...{ preference_page: 'the preference or unsubscribe page', one_click: 'one click in a message' },
  double_opt_in: 'a link to confirm',
};

export const importStatuses = ['uploaded', 'queued', 'running', 'completed', 'failed', 'cancelled'] as const;
export type ImportStatus = (typeof importStatuses)[number];

/** Every kind of line in a contact's timeline, in the groups by which it can be filtered. */
export const timelineEvents = {
  messages: [
    'message.planned',
    'message.queued',
    'message.sending',
    'message.deferred',
    'message.skipped',
    'message.sent',
    'message.accepted',
    'message.delivered',
    'message.bounced',
    'message.complained',
    'message.failed',
    'message.uncertain',
  ],
  engagement: ['message.opened', 'message.clicked', 'message.converted'],
  conversation: ['message.replied', 'message.auto_replied', 'inbox.message_received', 'inbox.message_sent'],
  consents: ['consent.granted', 'consent.withdrawn', 'message.unsubscribed'],
  changes: [
    'contact.created',
    'contact.updated',
    'contact.tags_changed',
    'contact.archived',
    'contact.activated',
    'contact.deleted',
    'contact.restored',
  ],
} as const;
export type TimelineKind = keyof typeof timelineEvents;
export type TimelineEvent = (typeof timelineEvents)[TimelineKind][number];
export const timelineKinds = Object.keys(timelineEvents) as [TimelineKind, ...TimelineKind[]];
