import { formText } from '@/components/form/form-text';
import { secretFields, type ProviderKind } from '@/lib/sending/vocabulary';

export interface KindField {
  name: string;
  label: string;
  help?: string;
  optional?: boolean;
  options?: readonly { value: string; label: string }[];
  /** A whole number. */
  number?: boolean;
  initial?: string;
  placeholder?: string;
}

const region = (options: readonly [string, string][]): KindField => ({
  name: 'region',
  label: 'Region',
  options: options.map(([value, label]) => ({ value, label })),
});

/** What each kind of provider needs to know, in the order in which it is asked. */
export const fieldsOf: Record<ProviderKind, readonly KindField[]> = {
  smtp: [
    { name: 'host', label: 'Server', placeholder: 'smtp.example.org' },
    { name: 'port', label: 'Port', number: true, initial: '587' },
    {
      name: 'security',
      label: 'Encryption',
      options: [
        { value: 'starttls', label: 'STARTTLS, required' },
        { value: 'tls', label: 'TLS from the first byte (port 465)' },
        { value: 'opportunistic', label: 'STARTTLS where offered' },
        { value: 'none', label: 'None' },
      ],
      help: 'A password travels over the first two only.',
    },
    { name: 'username', label: 'User name', optional: true },
    { name: 'password', label: 'Password', optional: true },
    { name: 'connections', label: 'Connections at most', number: true, initial: '5' },
  ],
  ses: [
    { name: 'region', label: 'Region', placeholder: 'eu-west-1' },
    { name: 'accessKeyId', label: 'Access key id' },
    { name: 'secretAccessKey', label: 'Secret access key' },
    {
      name: 'configurationSet',
      label: 'Configuration set',
      optional: true,
      help: 'Publishes bounces, complaints and deliveries to SNS.',
    },
    {
      name: 'topicArn',
      label: 'SNS topic',
      optional: true,
      help: 'Only events of this topic are believed; its subscription is confirmed by itself.',
      placeholder: 'arn:aws:sns:eu-west-1:123456789012:events',
    },
  ],
  sendgrid: [
    region([
      ['global', 'Global'],
      ['eu', 'European Union'],
    ]),
    { name: 'apiKey', label: 'API key', help: 'With the right Mail Send.' },
    {
      name: 'webhookKey',
      label: 'Verification key',
      optional: true,
      help: 'Shown by SendGrid where the event webhook is signed; without it no events are taken.',
    },
  ],
  mailgun: [
    { name: 'domain', label: 'Domain', placeholder: 'mg.example.org' },
    region([
      ['us', 'United States'],
      ['eu', 'European Union'],
    ]),
    { name: 'apiKey', label: 'API key' },
    { name: 'signingKey', label: 'Webhook signing key', optional: true, help: 'Without it no events are taken.' },
  ],
  postmark: [
    { name: 'serverToken', label: 'Server API token' },
    { name: 'stream', label: 'Message stream', initial: 'outbound', help: 'A broadcast stream for campaigns.' },
  ],
  twilio: [
    { name: 'accountSid', label: 'Account SID', placeholder: 'AC…' },
    { name: 'authToken', label: 'Auth token', help: 'Signs what Twilio tells us as well.' },
    {
      name: 'from',
      label: 'Sender',
      help: 'A number such as +441234567890, a messaging service (MG…), or a name of up to 11 letters.',
    },
  ],
  whatsapp: [
    { name: 'phoneNumberId', label: 'Phone number id' },
    { name: 'accessToken', label: 'Access token' },
    {
      name: 'appSecret',
      label: 'App secret',
      optional: true,
      help: 'Signs what WhatsApp tells us; without it no events are taken.',
    },
  ],
  push: [
    {
      name: 'subject',
      label: 'Contact',
      placeholder: 'mailto:office@example.org',
      help: 'Push services write there when something is wrong.',
    },
  ],
  webhook: [
    { name: 'url', label: 'Address', placeholder: 'https://crm.example.org/messages' },
    {
      name: 'secret',
      label: 'Signing secret',
      optional: true,
      help: 'whsec_ and base64; made and shown once when left empty.',
    },
  ],
  sandbox: [],
};

export const isSecret = (kind: ProviderKind, name: string): boolean => secretFields[kind].includes(name);

/** What is told of a secret that is stored: that it is, by its end where that is shown, and how it stays. */
export function keptHelp(label: string, kept: string): string {
  const name = label.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());
  const end = kept.startsWith('…') ? ` that ends in ${kept.slice(1)}` : '';
  return `${/^[aeiou]/i.test(name) ? 'An' : 'A'} ${name}${end} is stored. Leave this empty to keep it.`;
}

/** Labels of a kind's fields by their place in the input, for the list of what is wrong. */
export const labelsOf = (kind: ProviderKind): Record<string, string> => ({
  name: 'Name',
  ...Object.fromEntries(fieldsOf[kind].map(({ name, label }) => [`configuration.${name}`, label])),
});

/** The configuration that a form holds; what is empty and may be is left out, and so is a secret that is kept. */
export function configurationOf(
  kind: ProviderKind,
  data: FormData,
  { keepsSecrets = false } = {},
): Record<string, string | number> {
  const given: Record<string, string | number> = { kind };
  for (const { name, number, optional, initial } of fieldsOf[kind]) {
    const mayBeEmpty = optional || initial !== undefined || (keepsSecrets && isSecret(kind, name));
    const text = formText(data, `configuration.${name}`);
    if (text.trim() !== '') given[name] = number ? Number(text) : text;
    else if (!mayBeEmpty) given[name] = '';
  }
  return given;
}
