import { createPublicKey, verify } from 'node:crypto';
import { isFresh, type HookEvent, type HookKind } from '../kind';
import { jsonOf, secondsAt, textAt } from '../values';

/** SendGrid's signed event webhook: ECDSA over the second and the bytes. Opens and clicks are counted by our own links. */
export const sendgridHook: HookKind = {
  isGenuine({ header, raw }, { settings }, now) {
    const key = settings['webhookKey'];
    const second = header('x-twilio-email-event-webhook-timestamp') ?? '';
    const signature = header('x-twilio-email-event-webhook-signature') ?? '';
    if (typeof key !== 'string' || !/^\d{1,12}$/.test(second) || !isFresh(Number(second) * 1000, now)) return false;
    try {
      const publicKey = createPublicKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'spki' });
      return verify('sha256', Buffer.concat([Buffer.from(second), raw]), publicKey, Buffer.from(signature, 'base64'));
    } catch {
      return false;
    }
  },
  read({ raw }) {
    const given = jsonOf(raw);
    return (Array.isArray(given) ? given : []).flatMap((one: unknown) => eventOf(one) ?? []);
  },
};

function eventOf(one: unknown): HookEvent | null {
  const messageId = textAt(one, 'ao_message');
  const key = textAt(one, 'sg_event_id');
  const at = secondsAt(one, 'timestamp');
  if (!messageId || !key || !at) return null;
  const base = { messageId, key: `sendgrid:${key}`, at };
  const detail = [textAt(one, 'status'), textAt(one, 'reason')].filter(Boolean).join(' ') || undefined;
  switch (textAt(one, 'event')) {
    case 'processed':
    case 'deferred':
      return { ...base, event: 'accepted' };
    case 'delivered':
      return { ...base, event: 'delivered' };
    case 'bounce':
      return { ...base, event: 'bounced', detail, isHard: textAt(one, 'type') !== 'blocked' };
    case 'dropped':
      return { ...base, event: 'bounced', detail, isHard: /bounced address|invalid/i.test(detail ?? '') };
    case 'spamreport':
      return { ...base, event: 'complained' };
    case 'unsubscribe':
    case 'group_unsubscribe':
      return { ...base, event: 'unsubscribed' };
    default:
      return null;
  }
}
