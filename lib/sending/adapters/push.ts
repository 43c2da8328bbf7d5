import webPush from 'web-push';
import { z } from 'zod';
import { config } from '@/lib/platform/config';
import { invalid } from '@/lib/platform/errors';
import { assertPublicHost } from '@/lib/platform/outbound';
import { isSuccess, refused } from '../http/answers';
import type { HttpAdapter } from '../http/adapter';

export interface PushOptions {
  publicKey: string;
  privateKey: string;
  /** mailto: or https: of whoever answers for the messages (RFC 8292). */
  subject: string;
  /** Takes the place of a subscription's own origin. */
  endpoint?: string;
}

/** What a browser gives when somebody allows messages. */
const Subscription = z.object({
  endpoint: z.url({ protocol: /^https?$/ }).max(2000),
  keys: z.object({ p256dh: z.string().min(80).max(100), auth: z.string().min(20).max(30) }),
});
const secondsKept = 24 * 3600;
/** One record of 4,096 bytes, less its header, tag and padding delimiter (RFC 8291). */
const maxBytes = 3993;

/** A new pair of VAPID keys. */
export const makeVapidKeys = (): { publicKey: string; privateKey: string } => webPush.generateVAPIDKeys();

function subscriptionOf(to: string): z.infer<typeof Subscription> {
  let given: unknown;
  try {
    given = JSON.parse(to);
  } catch {
    given = null;
  }
  const { data } = Subscription.safeParse(given);
  if (!data) throw invalid('The recipient must be a push subscription: {"endpoint", "keys": {"p256dh", "auth"}}.');
  const { protocol, hostname } = new URL(data.endpoint);
  assertPublicHost(hostname, 'endpoint');
  if (protocol !== 'https:' && !config().privateTargets)
    throw invalid('The endpoint of a push subscription must begin with https://.');
  return data;
}

/** Web push: encrypted for the browser (RFC 8291), sent in our name (VAPID). Who took the right back is gone for good. */
export function pushAdapter({ publicKey, privateKey, subject, endpoint }: PushOptions): HttpAdapter {
  return {
    channel: 'push',
    request({ messageId, to, payload }) {
      const subscription = subscriptionOf(to);
      const bytes = Buffer.from(payload);
      if (bytes.length > maxBytes)
        throw invalid(`A push message holds ${maxBytes} bytes at most; this one has ${bytes.length}.`);
      const made = webPush.generateRequestDetails(subscription, bytes, {
        vapidDetails: { subject, publicKey, privateKey },
        TTL: secondsKept,
        contentEncoding: 'aes128gcm',
        topic: messageId.replace(/-/g, ''),
      });
      const { pathname, search } = new URL(made.endpoint);
      return {
        url: endpoint ? endpoint + pathname + search : made.endpoint,
        headers: Object.fromEntries(Object.entries(made.headers).filter(([header]) => header !== 'Content-Length')),
        body: made.body ?? Buffer.alloc(0),
      };
    },
    read(answer, now) {
      const { location } = answer.headers;
      if (isSuccess(answer))
        return {
          state: 'accepted',
          response: `${answer.status} taken`,
          ...(location ? { reference: location.slice(-200) } : {}),
        };
      if (answer.status === 404 || answer.status === 410)
        return refused(answer, now, {}, { kind: 'mailbox', transient: false });
      if (answer.status === 400) return refused(answer, now, {}, { kind: 'content', transient: false });
      return refused(answer, now, {});
    },
  };
}
