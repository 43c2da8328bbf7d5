import type { HookEvent, HookKind } from '../kind';
import { at, instantAt, jsonOf, same, textAt } from '../values';

const hard = new Set(['HardBounce', 'BadEmailAddress', 'ManuallyDeactivated']);
const passing = new Set([
  'Transient',
  'DnsError',
  'AutoResponder',
  'ChallengeVerification',
  'AddressChange',
  'VirusNotification',
  'OpenRelayTest',
  'Subscribe',
  'Unsubscribe',
]);

/** Postmark signs nothing: the address that it is told carries our word as its password. */
export const postmarkHook: HookKind = {
  isGenuine({ header }, { token }) {
    const basic = /^Basic ([A-Za-z0-9+/=]{1,400})$/i.exec(header('authorization') ?? '')?.[1] ?? '';
    const [, password = ''] = /^[^:]*:(.*)$/s.exec(Buffer.from(basic, 'base64').toString()) ?? [];
    return same(password, token);
  },
  read({ raw }) {
    const event = eventOf(jsonOf(raw));
    return event ? [event] : [];
  },
};

function eventOf(given: unknown): HookEvent | null {
  const messageId = textAt(given, 'Metadata', 'ao_message');
  const kind = textAt(given, 'RecordType');
  const when = instantAt(given, 'DeliveredAt') ?? instantAt(given, 'BouncedAt') ?? instantAt(given, 'ChangedAt');
  if (!messageId || !kind || !when) return null;
  const name = textAt(given, 'ID') ?? `${textAt(given, 'MessageID') ?? ''}:${when.getTime()}`;
  const base = { messageId, key: `postmark:${kind}:${name}`, at: when };
  switch (kind) {
    case 'Delivery':
      return { ...base, event: 'delivered' };
    case 'SpamComplaint':
      return { ...base, event: 'complained' };
    case 'Bounce': {
      const type = textAt(given, 'Type') ?? '';
      if (type === 'SpamComplaint') return { ...base, event: 'complained' };
      if (passing.has(type)) return { ...base, event: 'accepted' };
      const detail = [type, textAt(given, 'Details') ?? textAt(given, 'Description')].filter(Boolean).join(': ');
      return { ...base, event: 'bounced', detail, isHard: hard.has(type) };
    }
    case 'SubscriptionChange':
      return at(given, 'SuppressSending') === true && textAt(given, 'SuppressionReason') === 'ManualSuppression'
        ? { ...base, event: 'unsubscribed' }
        : null;
    default:
      return null;
  }
}
