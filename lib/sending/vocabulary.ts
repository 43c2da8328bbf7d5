export const providerKinds = [
  'smtp',
  'ses',
  'sendgrid',
  'mailgun',
  'postmark',
  'twilio',
  'whatsapp',
  'push',
  'webhook',
  'sandbox',
] as const;
export type ProviderKind = (typeof providerKinds)[number];

/**
 * `failing`: its last messages could not be handed over, so that others stand in for it. `untried`: it took none since it was set up
 * or failed; with a last error it answers, and that is what it refused a message with.
 */
export const providerStates = ['untried', 'ok', 'failing'] as const;
export type ProviderState = (typeof providerStates)[number];

/** How it begins what is kept of a server that refused who we are: no time heals that, only other credentials. */
export const signInRefused = 'Sign-in refused: ';

/** The code of what a provider was not asked for, because its settings allow no request. */
export const unaskedCode = 'settings';

export const sendingChannels = ['email', 'sms', 'whatsapp', 'push', 'webhook'] as const;
export type SendingChannel = (typeof sendingChannels)[number];

export const channelOfKind: Record<ProviderKind, SendingChannel> = {
  smtp: 'email',
  ses: 'email',
  sendgrid: 'email',
  mailgun: 'email',
  postmark: 'email',
  twilio: 'sms',
  whatsapp: 'whatsapp',
  push: 'push',
  webhook: 'webhook',
  sandbox: 'email',
};

export const kindNames: Record<ProviderKind, string> = {
  smtp: 'SMTP server',
  ses: 'Amazon SES',
  sendgrid: 'SendGrid',
  mailgun: 'Mailgun',
  postmark: 'Postmark',
  twilio: 'Twilio SMS',
  whatsapp: 'WhatsApp Cloud API',
  push: 'Web push',
  webhook: 'Webhook',
  sandbox: 'Sandbox, reaches nobody',
};

export const channelNames: Record<SendingChannel, string> = {
  email: 'Email',
  sms: 'SMS',
  whatsapp: 'WhatsApp',
  push: 'Push',
  webhook: 'Webhook',
};

/** The same within a sentence. */
export const channelWords: Record<SendingChannel, string> = {
  ...channelNames,
  ...{ email: 'email', push: 'push notifications', webhook: 'webhooks' },
};

/** Settings that are sealed and never shown again. */
export const secretFields: Record<ProviderKind, readonly string[]> = {
  smtp: ['password'],
  ses: ['secretAccessKey'],
  sendgrid: ['apiKey'],
  mailgun: ['apiKey', 'signingKey'],
  postmark: ['serverToken'],
  twilio: ['authToken'],
  whatsapp: ['accessToken', 'appSecret'],
  push: ['privateKey'],
  webhook: ['secret'],
  sandbox: [],
};

export const dkimAlgorithms = ['rsa', 'ed25519'] as const;
export type DkimAlgorithm = (typeof dkimAlgorithms)[number];

/** What a look into DNS found of a key. */
export const recordChecks = ['published', 'missing', 'different', 'revoked', 'unreachable'] as const;
export type RecordCheck = (typeof recordChecks)[number];

/**
 * What becomes of messages when a provider or a key is gone: the same as now; they go to the next provider, the installation's mail
 * server, the sandbox, or nowhere; they leave unsigned; they are held, since nothing shows whose their name is; they fail.
 */
export const afterwards = ['unchanged', 'next', 'shared', 'sandbox', 'nothing', 'unsigned', 'held', 'failed'] as const;
export type Afterwards = (typeof afterwards)[number];

/** Messages that wait are counted up to here. */
export const mostWaiting = 10_000;
