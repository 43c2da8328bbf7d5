import { invalid } from '@/lib/platform/errors';
import { isSuccess, jsonOf, refused, textAt, unreadable } from '../http/answers';
import type { HttpAdapter } from '../http/adapter';
import type { RefusalKind } from '../provider';

export interface WhatsappOptions {
  phoneNumberId: string;
  accessToken: string;
  endpoint?: string;
}

const version = 'v21.0';
const kinds: Record<string, [RefusalKind, boolean]> = {
  0: ['auth', true],
  3: ['auth', true],
  4: ['throttle', true],
  10: ['auth', true],
  190: ['auth', true],
  200: ['auth', true],
  368: ['policy', true],
  80007: ['throttle', true],
  130429: ['throttle', true],
  131048: ['throttle', true],
  131056: ['throttle', true],
  130497: ['policy', false],
  131005: ['auth', true],
  131021: ['mailbox', false],
  131026: ['mailbox', false],
  131030: ['policy', false],
  131031: ['auth', true],
  131042: ['auth', true],
  131047: ['policy', false],
  131050: ['policy', false],
  131000: ['other', true],
  131016: ['other', true],
  132000: ['content', false],
  132001: ['content', false],
  132005: ['content', false],
  132007: ['content', false],
  132012: ['content', false],
  132015: ['content', false],
  132016: ['content', false],
  133004: ['other', true],
};

/** What is sent: plain text, or an approved template, as `{"template": {"name", "language", "parameters"}}`; its words beside it are for people. */
function contentOf(payload: string): Record<string, unknown> {
  if (!payload.startsWith('{"template":')) return { type: 'text', text: { body: payload, preview_url: true } };
  const { template } = JSON.parse(payload) as {
    template?: { name?: unknown; language?: unknown; parameters?: unknown };
  };
  const { name, language, parameters = [] } = template ?? {};
  if (typeof name !== 'string' || typeof language !== 'string' || !Array.isArray(parameters))
    throw invalid('A WhatsApp template needs a name, a language and a list of parameters.');
  return {
    type: 'template',
    template: {
      name,
      language: { code: language },
      ...(parameters.length
        ? {
            components: [
              { type: 'body', parameters: parameters.map((text) => ({ type: 'text', text: String(text) })) },
            ],
          }
        : {}),
    },
  };
}

/** WhatsApp Cloud API; our message id travels as opaque data and comes back with every status. */
export function whatsappAdapter({ phoneNumberId, accessToken, endpoint }: WhatsappOptions): HttpAdapter {
  return {
    channel: 'whatsapp',
    request: ({ messageId, to, payload }) => ({
      url: `${endpoint ?? 'https://graph.facebook.com'}/${version}/${encodeURIComponent(phoneNumberId)}/messages`,
      headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        messaging_product: 'whatsapp',
        recipient_type: 'individual',
        to: to.replace(/^\+/, ''),
        biz_opaque_callback_data: messageId,
        ...contentOf(payload.toString()),
      }),
    }),
    read(answer, now) {
      const json = jsonOf(answer);
      const reference = textAt(json, 'messages', 0, 'id');
      if (isSuccess(answer))
        return reference ? { state: 'accepted', response: '200 accepted', reference } : unreadable(answer);
      const error = json?.['error'];
      const code = textAt(error, 'code');
      const details = textAt(error, 'error_data', 'details');
      const text = [textAt(error, 'message'), details].filter(Boolean).join(': ') || undefined;
      const known = code ? kinds[code] : undefined;
      return refused(answer, now, { text, code }, known && { kind: known[0], transient: known[1] });
    },
  };
}
