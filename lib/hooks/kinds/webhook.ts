import { webhookHeaders } from '@/lib/sending';
import { isFresh, type HookEvent, type HookKind } from '../kind';
import { instantAt, jsonOf, same, textAt } from '../values';

const events: Readonly<Record<string, HookEvent['event']>> = {
  'message.accepted': 'accepted',
  'message.delivered': 'delivered',
  'message.bounced': 'bounced',
  'message.complained': 'complained',
  'message.unsubscribed': 'unsubscribed',
};

/** What the organisation's own server tells, signed as our requests to it are (Standard Webhooks): by the same secret, over id, second and body. */
export const webhookHook: HookKind = {
  isGenuine({ header, raw }, { secrets }, now) {
    const secret = secrets['secret'];
    const [id, second] = [header('webhook-id') ?? '', header('webhook-timestamp') ?? ''];
    if (!secret || !/^[\x21-\x7e]{1,200}$/.test(id) || !/^\d{1,12}$/.test(second)) return false;
    const signedAt = new Date(Number(second) * 1000);
    if (!isFresh(signedAt.getTime(), now)) return false;
    const expected = webhookHeaders(secret, id, raw.toString(), signedAt)['webhook-signature'] ?? '';
    // While a secret is changed there are several, with a space between.
    return (header('webhook-signature') ?? '').split(' ').some((given) => same(given, expected));
  },
  read({ header, raw }) {
    const given = jsonOf(raw);
    const type = textAt(given, 'type') ?? '';
    const event = Object.hasOwn(events, type) ? events[type] : undefined;
    const messageId = textAt(given, 'data', 'id');
    const when = instantAt(given, 'timestamp');
    if (!event || !messageId || !when) return [];
    const base = { messageId, event, key: `webhook:${header('webhook-id') ?? ''}`, at: when };
    if (event !== 'bounced') return [base];
    return [{ ...base, detail: textAt(given, 'data', 'reason'), isHard: false }];
  },
};
