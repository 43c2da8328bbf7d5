/** The three texts of an e-mail template; each is Liquid. */
export const templateParts = ['subject', 'html', 'text'] as const;
export type TemplatePart = (typeof templateParts)[number];

/** What the parts of any channel's template are called. */
export const partWords = {
  ...{ subject: 'Subject', html: 'HTML', text: 'Text', parameters: 'Values' },
  ...{ url: 'Address', icon: 'Picture' },
} as const;

/** A template that WhatsApp approved: what it is called there, and what fills {{1}}, {{2}} and so on, each of it Liquid. */
export interface ApprovedTemplate {
  name: string;
  language: string;
  parameters: readonly string[];
}

/** Of a notification, beside its title (the subject) and its words (the text); each is Liquid, and may be empty. */
export interface PushParts {
  /** Where a click leads. */
  url: string;
  /** The address of its picture. */
  icon: string;
}

export interface TemplateSource {
  subject: string;
  html: string;
  /** Of an approved template: its words as WhatsApp has them, with {{1}}, {{2}} and so on. */
  text: string;
  /** Of WhatsApp alone; absent or null: free text. */
  approved?: ApprovedTemplate | null;
  /** Of push alone. */
  push?: PushParts | null;
}

/** What a template is rendered with: plain JSON data only, never functions or class instances. */
export type TemplateScope = Readonly<Record<string, unknown>>;

/** What templates can be written for. Those of sms and whatsapp are text alone, a webhook's text is JSON. */
export const templateChannels = ['email', 'sms', 'whatsapp', 'push', 'webhook'] as const;
export type TemplateChannel = (typeof templateChannels)[number];

/** Longest source per part, in characters. */
export const partLimits: Readonly<Record<TemplatePart, number>> = { subject: 1_000, html: 500_000, text: 200_000 };

/** Longest title and words of a notification as it goes out, in characters: what is longer ends in an ellipsis. */
export const pushLimits = { title: 100, body: 200 } as const;
/** Longest source of a notification's addresses. */
export const addressLimit = 1000;

/** What `scopeOf` fills for every message, no more and no less; `contact.attributes.*` comes on top. */
export const knownVariables = [
  'contact.id',
  'contact.first_name',
  'contact.last_name',
  'contact.full_name',
  'contact.email',
  'contact.phone',
  'contact.language',
  'contact.company',
  'contact.attributes',
  'unsubscribe_url',
  'preferences_url',
  'view_url',
  'tenant.name',
  'campaign.name',
  'sender.name',
  'sender.email',
] as const;

/** Those that stand in every message of any channel; a draft alone has no campaign yet. */
const alwaysFilled: readonly string[] = [
  ...['contact.id', 'contact.full_name', 'tenant.name', 'campaign.name'],
  ...['unsubscribe_url', 'preferences_url'],
];
/** A mail has a sender, or is not sent, and its copy for the browser. */
const filledInMail: readonly string[] = ['sender.name', 'sender.email', 'view_url'];

/** Whether some message of the channel has nothing there. */
export const mayBeEmpty = (variable: string, channel: TemplateChannel): boolean =>
  !alwaysFilled.includes(variable) && !(channel === 'email' && filledInMail.includes(variable));
