import { createHmac } from 'node:crypto';
import { isFresh, type HookKind } from '../kind';
import { at, jsonOf, same, secondsAt, textAt } from '../values';

/** Mailgun signs second and token by HMAC. What it still tries itself (a temporary failure) is no news. */
export const mailgunHook: HookKind = {
  isGenuine({ raw }, { secrets }, now) {
    const signature = at(jsonOf(raw), 'signature');
    const second = textAt(signature, 'timestamp') ?? '';
    const key = secrets['signingKey'];
    if (!key || !isFresh(Number(second || Number.NaN) * 1000, now)) return false;
    const expected = createHmac('sha256', key)
      .update(second + (textAt(signature, 'token') ?? ''))
      .digest('hex');
    return same(textAt(signature, 'signature') ?? '', expected);
  },
  read({ raw }) {
    const data = at(jsonOf(raw), 'event-data');
    const messageId = textAt(data, 'user-variables', 'ao_message');
    const id = textAt(data, 'id');
    const when = secondsAt(data, 'timestamp');
    if (!messageId || !id || !when) return [];
    const base = { messageId, key: `mailgun:${id}`, at: when };
    const status = at(data, 'delivery-status');
    const said = [textAt(status, 'code'), textAt(status, 'message') || textAt(status, 'description')];
    const detail = said.filter(Boolean).join(' ') || undefined;
    switch (textAt(data, 'event')) {
      case 'delivered':
        return [{ ...base, event: 'delivered' }];
      case 'failed':
        if (textAt(data, 'severity') !== 'permanent') return [];
        return [{ ...base, event: 'bounced', detail, isHard: isAddressFault(data) }];
      case 'complained':
        return [{ ...base, event: 'complained' }];
      case 'unsubscribed':
        return [{ ...base, event: 'unsubscribed' }];
      default:
        return [];
    }
  },
};

// `old` and `espblock` end a message, not an address; suppressed ones ended before.
function isAddressFault(data: unknown): boolean {
  const reason = textAt(data, 'reason') ?? '';
  return reason === 'bounce' || reason === 'suppress-bounce';
}
