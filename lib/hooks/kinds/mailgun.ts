import { createHmac } from 'node:crypto';
import { isFresh, type HookKind, type HookRequest } from '../kind';
import { at, jsonOf, same, secondsAt, textAt } from '../values';

const signed = ({ raw }: HookRequest) => {
  const signature = at(jsonOf(raw), 'signature');
  const second = textAt(signature, 'timestamp') ?? '';
  return { second, text: second + (textAt(signature, 'token') ?? ''), proof: textAt(signature, 'signature') ?? '' };
};

/** Mailgun signs second and token by HMAC, not the body. What it still tries itself (a temporary failure) proves that it has it. */
export const mailgunHook: HookKind = {
  isGenuine(request, { secrets }, now) {
    const { second, text, proof } = signed(request);
    const key = secrets['signingKey'];
    if (!key || !/^\d{1,12}$/.test(second) || !isFresh(Number(second) * 1000, now)) return false;
    return same(proof, createHmac('sha256', key).update(text).digest('hex'));
  },
  once(request) {
    const { second, text } = signed(request);
    return { text, at: Number(second) };
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
      case 'accepted':
        return [{ ...base, event: 'accepted' }];
      case 'delivered':
        return [{ ...base, event: 'delivered' }];
      case 'failed':
        if (textAt(data, 'severity') !== 'permanent') return [{ ...base, event: 'accepted' }];
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
