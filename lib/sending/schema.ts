import { z } from 'zod';
import { afterwards, dkimAlgorithms, providerKinds, providerStates, recordChecks, sendingChannels } from './vocabulary';

const line = (max: number) =>
  z
    .string()
    .trim()
    .min(1, 'is empty')
    .max(max, `is over ${max} characters`)
    .regex(/^[^\p{Cc}]*$/u, 'holds a line break or control character');
const secret = line(2000);
/** What travels in the header of a request. */
const headerSecret = secret.regex(
  /^[\x21-\x7e]+$/,
  'holds a space or a letter outside ASCII, which no such secret does. Copy it again',
);
/** What stands in an address behind https://. */
const hostPart = (max: number, example: string) =>
  line(max).regex(/^[A-Za-z0-9][A-Za-z0-9.-]*$/, `must be like ${example}`);

export const domainName = line(253)
  .toLowerCase()
  .regex(
    /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/,
    'is not a domain such as alumni.example.org',
  );

const smtp = z.object({
  kind: z.literal('smtp'),
  host: line(253).regex(/^[A-Za-z0-9.:-]+$/, 'must be a host such as smtp.example.org'),
  port: z
    .number()
    .int('must be a whole number')
    .min(1, 'must be from 1 to 65535')
    .max(65535, 'must be from 1 to 65535')
    .default(587),
  security: z
    .enum(['starttls', 'tls', 'opportunistic', 'none'])
    .default('starttls')
    .describe('A password travels over TLS only.'),
  username: line(320).optional(),
  connections: z
    .number()
    .int('must be a whole number')
    .min(1, 'must be from 1 to 50')
    .max(50, 'must be from 1 to 50')
    .default(5),
  password: secret.optional(),
});
const ses = z.object({
  kind: z.literal('ses'),
  region: line(30).regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be a region such as eu-west-1'),
  accessKeyId: line(128).regex(/^\w+$/, 'is not an access key id'),
  configurationSet: line(64)
    .regex(/^[\w-]+$/, 'is not the name of a configuration set')
    .optional(),
  topicArn: line(256)
    .regex(/^arn:aws[\w-]*:sns:[a-z0-9-]+:\d{12}:[\w-]+$/, 'must be like arn:aws:sns:eu-west-1:123456789012:events')
    .optional()
    .describe('The SNS topic whose events are believed.'),
  secretAccessKey: headerSecret,
});
const sendgrid = z.object({
  kind: z.literal('sendgrid'),
  region: z.enum(['global', 'eu']).default('global'),
  webhookKey: line(300)
    .regex(/^[A-Za-z0-9+/=]+$/, 'must be the verification key that SendGrid shows')
    .optional()
    .describe('The verification key of the signed event webhook.'),
  apiKey: headerSecret,
});
const mailgun = z.object({
  kind: z.literal('mailgun'),
  domain: hostPart(253, 'mg.example.org'),
  region: z.enum(['us', 'eu']).default('us'),
  apiKey: headerSecret,
  signingKey: headerSecret.optional().describe('The HTTP webhook signing key; without it no events are taken.'),
});
const postmark = z.object({
  kind: z.literal('postmark'),
  stream: line(60)
    .regex(/^[\w-]+$/, 'is not the id of a message stream')
    .default('outbound'),
  serverToken: headerSecret,
});
const twilio = z.object({
  kind: z.literal('twilio'),
  accountSid: line(40).regex(/^AC[0-9a-fA-F]{32}$/, 'must be AC and 32 hex digits'),
  from: line(40).regex(
    /^(\+[1-9]\d{6,14}|MG[0-9a-fA-F]{32}|[A-Za-z0-9 ]{1,11})$/,
    'must be a number such as +441234567890, a messaging service (MG…) or a name of 11 letters',
  ),
  authToken: headerSecret,
});
const whatsapp = z.object({
  kind: z.literal('whatsapp'),
  phoneNumberId: line(30).regex(/^\d+$/, 'must be digits only'),
  accessToken: headerSecret,
  appSecret: headerSecret.optional().describe('Signs the webhooks; without it no events are taken.'),
});
const push = z.object({
  kind: z.literal('push'),
  subject: line(254).regex(/^(mailto:|https:\/\/).+/, 'must start with mailto: or https://'),
  publicKey: line(100).optional().describe('VAPID keys; made here unless given.'),
  privateKey: headerSecret.optional(),
});
const webhook = z.object({
  kind: z.literal('webhook'),
  url: z
    .url({ protocol: /^https?$/, error: 'must be an address that starts with https:// or http://' })
    .max(1000, 'is over 1000 characters'),
  secret: secret
    .regex(/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/, 'must be whsec_ and at least 24 bytes in base64')
    .optional()
    .describe('Signs each request (Standard Webhooks); made here unless given.'),
});
const sandbox = z
  .object({ kind: z.literal('sandbox') })
  .describe('While it is on, all mail of the organisation is kept where members can open it, and reaches nobody.');

const name = line(30);
export const ProviderCreate = z.object({
  name,
  configuration: z.discriminatedUnion('kind', [
    smtp,
    ses,
    sendgrid,
    mailgun,
    postmark,
    twilio,
    whatsapp,
    push,
    webhook,
    sandbox,
  ]),
});
export type ProviderCreate = z.infer<typeof ProviderCreate>;

/** As it is kept and opened: what can be made here has been made. */
export type Configuration =
  | Exclude<ProviderCreate['configuration'], { kind: 'push' | 'webhook' }>
  | Required<z.infer<typeof push>>
  | Required<z.infer<typeof webhook>>;

export const ProviderUpdate = z.object({
  id: z.uuid(),
  name: name.optional(),
  enabled: z.boolean().optional(),
  anyway: z.boolean().default(false).describe('Turn it off though senders, campaigns or waiting messages rest on it.'),
  configuration: z
    .discriminatedUnion('kind', [
      smtp,
      ses.partial({ secretAccessKey: true }),
      sendgrid.partial({ apiKey: true }),
      mailgun.partial({ apiKey: true }),
      postmark.partial({ serverToken: true }),
      twilio.partial({ authToken: true }),
      whatsapp.partial({ accessToken: true }),
      push,
      webhook,
      sandbox,
    ])
    .optional()
    .describe('All settings that are no secrets; a secret that is left out stays as it is.'),
});
export const ProviderRef = z.object({ id: z.uuid() });
export const ProviderOrder = z.object({
  channel: z.enum(sendingChannels),
  ids: z
    .array(z.uuid())
    .min(1, 'names no provider')
    .max(50, 'names more than 50 providers')
    .describe('The first is asked first.'),
});
export const ProviderTest = z.object({
  id: z.uuid(),
  to: line(4000).describe('The address of a member, a phone number in E.164, or a push subscription.'),
});
export const TestAnswer = z.object({
  id: z.string().describe('Of the test.'),
  ok: z.boolean().describe('Whether the provider is known to have taken it.'),
  answer: z.string().describe('What the provider said, in words, or that it is not known.'),
  reference: z.string().nullable().describe('The provider’s own name for the message.'),
  seconds: z.number().nullable().describe('How long the provider took; null: no answer of it is known.'),
});
export type TestAnswer = z.infer<typeof TestAnswer>;

export const SendingProvider = z
  .object({
    id: z.string(),
    name: z.string(),
    kind: z.enum(providerKinds),
    channel: z.enum(sendingChannels),
    settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    secrets: z.record(z.string(), z.string()).describe('“set”, or the last four characters; never the secret.'),
    priority: z.number().int(),
    enabled: z.boolean(),
    state: z
      .enum(providerStates)
      .describe(
        'ok: it takes messages; failing: it could not be reached, or refused the credentials; untried: it took none since it was set up or failed, and with a lastError it answers and refuses.',
      ),
    lastError: z.string().nullable().describe('What it said last when it took nothing.'),
    lastErrorAt: z.iso.datetime().nullable(),
    lastOkAt: z.iso.datetime().nullable(),
    restsUntil: z.iso
      .datetime()
      .nullable()
      .describe('It failed again and again, or asked for a pause: until then it is left alone.'),
    hookUrl: z.string().nullable().describe('Where the provider tells what became of messages.'),
    hookToken: z
      .string()
      .nullable()
      .describe('What proves that it was the provider, where it signs nothing; for those who may change settings.'),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'SendingProvider' });
export type SendingProvider = z.infer<typeof SendingProvider>;
export const SendingProviders = z.object({ items: z.array(SendingProvider) });
export const ProviderCreated = z.object({
  provider: SendingProvider,
  signingSecret: z.string().nullable().describe('Of a webhook whose secret was made here; shown once.'),
});

export const DkimCreate = z.object({
  domain: domainName,
  algorithm: z.enum(dkimAlgorithms).default('rsa'),
});
export const DkimKeyEntry = z
  .object({
    id: z.string(),
    domain: z.string(),
    algorithm: z.enum(dkimAlgorithms),
    recordName: z.string(),
    recordValue: z.string(),
    publishedAt: z.iso.datetime().nullable().describe('Since when it signs; null: it does not.'),
    checkedAt: z.iso.datetime().nullable(),
    checkResult: z.enum(recordChecks).nullable(),
  })
  .meta({ id: 'DkimKey' });
export type DkimKeyEntry = z.infer<typeof DkimKeyEntry>;
export const DkimKeys = z.object({ items: z.array(DkimKeyEntry) });
export const DkimRef = z.object({ id: z.uuid() });

const fromName = line(120);
const fromEmail = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, 'is over 254 characters')
  .pipe(z.email('is not an email address'));
export const SenderCreate = z.object({ fromName, fromEmail, isDefault: z.boolean().default(false) });
export const SenderUpdate = z.object({
  id: z.uuid(),
  fromName: fromName.optional(),
  fromEmail: fromEmail.optional(),
  isDefault: z.literal(true, 'can only be given away by making another sender the default').optional(),
});
export const SenderRef = z.object({ id: z.uuid() });
export const Sender = z
  .object({ id: z.string(), fromName: z.string(), fromEmail: z.string(), isDefault: z.boolean() })
  .meta({ id: 'Sender' });
export type Sender = z.infer<typeof Sender>;
export const Senders = z.object({ items: z.array(Sender) });

export const Reliance = z
  .object({
    senders: z.array(Sender).describe('Whose mail leaves otherwise, or not at all.'),
    campaigns: z
      .array(z.object({ id: z.string(), name: z.string() }))
      .describe(
        'Scheduled, on their way or paused (of a sender drafts too), that leave otherwise: the first 20, for who may read campaigns.',
      ),
    waiting: z.int().describe('Messages that wait and leave otherwise; one more than 10,000: there are more.'),
    afterwards: z.enum(afterwards).describe('What becomes of messages.'),
    loses: z
      .boolean()
      .describe('Whether somebody loses by it: then deleting it, or turning it off, asks for `anyway`.'),
    says: z.string().describe('All of it in words.'),
  })
  .meta({ id: 'Reliance' });
export type Reliance = z.infer<typeof Reliance>;

export const ProviderEffectAsk = z.object({
  channel: z.enum(sendingChannels),
  without: z
    .uuid()
    .optional()
    .describe('A sandbox that is to be turned off or deleted; without it: a provider is added.'),
  sandbox: z.stringbool().or(z.boolean()).default(false).describe('The provider that is added is the sandbox.'),
});
const campaigns = (which: string) =>
  z
    .array(
      z.object({
        id: z.string(),
        name: z.string(),
        waiting: z.int().describe('One more than 10,000: there are more.'),
      }),
    )
    .describe(`${which} For who may read campaigns.`);
export const ProviderEffect = z
  .object({
    begins: campaigns('Not begun yet: when they do, they are really sent, or the sandbox catches them.'),
    goesOn: campaigns(
      'Under way: what still waits really goes out from now on, or reaches nobody while the sandbox is on.',
    ),
    stays: campaigns('Begun in the sandbox, where they stay to their end.'),
    says: z.string().describe('All of it in words; empty where nothing changes.'),
  })
  .meta({ id: 'ProviderEffect' });
export type ProviderEffect = z.infer<typeof ProviderEffect>;
const anyway = z
  .stringbool()
  .or(z.boolean())
  .default(false)
  .describe('Delete it though senders, campaigns or waiting messages rest on it.');
export const ProviderDelete = ProviderRef.extend({ anyway });
export const DkimDelete = DkimRef.extend({ anyway });
export const SenderDelete = SenderRef.extend({ anyway });
