import { verify } from 'node:crypto';
import { isFresh, type HookEvent, type HookKind } from '../kind';
import { at, instantAt, jsonOf, listAt, textAt } from '../values';

/** Fetches a certificate or confirms a subscription; only ever asked for addresses of Amazon SNS. */
export type Fetch = (url: string) => Promise<string>;

const signedFields: Record<string, readonly string[]> = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
};
const host = /^sns\.[a-z0-9-]{1,30}\.amazonaws\.com(\.cn)?$/;

function isOfSns(address: string, path: RegExp): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  return (
    url.protocol === 'https:' &&
    url.port === '' &&
    url.username === '' &&
    host.test(url.hostname) &&
    path.test(url.pathname)
  );
}

const certificates = new Map<string, Promise<string>>();

function certificate(url: string, fetch: Fetch): Promise<string> {
  const known = certificates.get(url);
  if (known) return known;
  if (certificates.size >= 20) certificates.clear();
  const fetched = fetch(url);
  fetched.catch(() => certificates.delete(url));
  certificates.set(url, fetched);
  return fetched;
}

/** What SNS signs: the named fields that are there, each on a line of its own, and their names. */
function signedText(given: unknown, type: string): string {
  const fields = signedFields[type] ?? [];
  return fields
    .flatMap((name) => {
      const value = textAt(given, name);
      return value === undefined ? [] : [`${name}\n${value}\n`];
    })
    .join('');
}

/** Amazon SES by SNS. Only the topic named in the settings is believed, and subscribed to. */
export const sesHook = (fetch: Fetch): HookKind & { confirm(raw: Buffer): Promise<void> } => ({
  async isGenuine({ raw }, { settings }, now) {
    const given = jsonOf(raw);
    const type = textAt(given, 'Type') ?? '';
    const topic = settings['topicArn'];
    if (!signedFields[type] || typeof topic !== 'string' || textAt(given, 'TopicArn') !== topic) return false;
    if (!isFresh(instantAt(given, 'Timestamp')?.getTime() ?? Number.NaN, now)) return false;
    const url = textAt(given, 'SigningCertURL') ?? '';
    const algorithm = { '1': 'sha1', '2': 'sha256' }[textAt(given, 'SignatureVersion') ?? ''];
    if (!algorithm || !isOfSns(url, /^\/SimpleNotificationService-[0-9A-Za-z]+\.pem$/)) return false;
    const signature = Buffer.from(textAt(given, 'Signature') ?? '', 'base64');
    const pem = await certificate(url, fetch);
    try {
      return verify(algorithm, Buffer.from(signedText(given, type)), pem, signature);
    } catch {
      return false;
    }
  },
  read({ raw }) {
    const given = jsonOf(raw);
    if (textAt(given, 'Type') !== 'Notification') return [];
    const event = eventOf(jsonOf(textAt(given, 'Message') ?? ''), textAt(given, 'MessageId') ?? '');
    return event ? [event] : [];
  },
  async confirm(raw) {
    const given = jsonOf(raw);
    if (textAt(given, 'Type') !== 'SubscriptionConfirmation') return;
    const url = textAt(given, 'SubscribeURL') ?? '';
    if (!isOfSns(url, /^\/$/)) return;
    const asked = new URL(url).searchParams;
    if (asked.get('Action') === 'ConfirmSubscription' && asked.get('TopicArn') === textAt(given, 'TopicArn'))
      await fetch(url);
  },
});

function eventOf(message: unknown, key: string): HookEvent | null {
  const messageId = textAt(message, 'mail', 'tags', 'ao_message', 0);
  const type = textAt(message, 'eventType') ?? textAt(message, 'notificationType') ?? '';
  const when =
    instantAt(message, type.charAt(0).toLowerCase() + type.slice(1), 'timestamp') ??
    instantAt(message, 'mail', 'timestamp');
  if (!messageId || !when || !key) return null;
  const base = { messageId, key: `ses:${key}`, at: when };
  switch (type) {
    case 'Send':
    case 'DeliveryDelay':
      return { ...base, event: 'accepted' };
    case 'Delivery':
      return { ...base, event: 'delivered' };
    case 'Complaint':
      return { ...base, event: 'complained' };
    case 'Reject':
      return { ...base, event: 'bounced', detail: textAt(message, 'reject', 'reason'), isHard: false };
    case 'Rendering Failure':
      return { ...base, event: 'bounced', detail: textAt(message, 'failure', 'errorMessage'), isHard: false };
    case 'Subscription':
      return at(message, 'subscription', 'newTopicPreferences', 'unsubscribeAll') === true
        ? { ...base, event: 'unsubscribed' }
        : null;
    case 'Bounce': {
      const bounce = at(message, 'bounce');
      const [recipient] = listAt(bounce, 'bouncedRecipients');
      const said = [
        textAt(recipient, 'status'),
        textAt(recipient, 'diagnosticCode') ?? textAt(bounce, 'bounceSubType'),
      ];
      return {
        ...base,
        event: 'bounced',
        detail: said.filter(Boolean).join(' '),
        isHard: textAt(bounce, 'bounceType') === 'Permanent',
      };
    }
    default:
      return null;
  }
}
