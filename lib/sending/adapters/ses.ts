import type { HttpAdapter, HttpAnswer } from '../http/adapter';
import { isSuccess, jsonOf, refused, textAt, unreadable } from '../http/answers';
import { rawOf } from '../http/mail';
import { signed } from '../http/sigv4';
import type { RefusalKind } from '../provider';

export interface SesOptions {
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** Publishes the events; without one, SES tells nothing but bounces by mail. */
  configurationSet?: string | undefined;
  endpoint?: string;
}

// Account and identity can be mended in the AWS console; a rejected message cannot.
const kinds: Record<string, [RefusalKind, boolean]> = {
  MessageRejected: ['content', false],
  BadRequestException: ['content', false],
  MailFromDomainNotVerifiedException: ['auth', true],
  AccountSuspendedException: ['auth', true],
  SendingPausedException: ['auth', true],
  NotFoundException: ['auth', true],
  LimitExceededException: ['throttle', true],
  TooManyRequestsException: ['throttle', true],
  ThrottlingException: ['throttle', true],
  UnrecognizedClientException: ['auth', true],
  InvalidSignatureException: ['auth', true],
  AccessDeniedException: ['auth', true],
};
const notVerified = /not verified|sandbox/i;

/** Amazon SES, API version 2: the composed bytes as they are; our message id travels as a tag. */
export function sesAdapter(options: SesOptions): HttpAdapter {
  const { region, accessKeyId, secretAccessKey, configurationSet } = options;
  const url = `${options.endpoint ?? `https://email.${region}.amazonaws.com`}/v2/email/outbound-emails`;
  return {
    channel: 'email',
    request(message, now) {
      const body = JSON.stringify({
        Destination: { ToAddresses: [message.to] },
        Content: { Raw: { Data: rawOf(message).toString('base64') } },
        EmailTags: [{ Name: 'ao_message', Value: message.messageId }],
        ...(configurationSet ? { ConfigurationSetName: configurationSet } : {}),
      });
      const request = { method: 'POST' as const, url, headers: { 'content-type': 'application/json' }, body };
      return { ...request, headers: signed(request, { accessKeyId, secretAccessKey, region, service: 'ses' }, now) };
    },
    read(answer, now) {
      const json = jsonOf(answer);
      const reference = textAt(json, 'MessageId');
      if (isSuccess(answer))
        return reference ? { state: 'accepted', response: '200 ok', reference } : unreadable(answer);
      const type = typeOf(answer, json);
      const text = textAt(json, 'message') ?? textAt(json, 'Message');
      if (type === 'MessageRejected' && text && notVerified.test(text))
        return refused(answer, now, { text, code: type }, { kind: 'auth', transient: true });
      const known = type ? kinds[type] : undefined;
      return refused(answer, now, { text, code: type }, known && { kind: known[0], transient: known[1] });
    },
  };
}

/** `x-amzn-errortype` may carry a namespace before and an address behind the name. */
function typeOf({ headers }: HttpAnswer, json: Record<string, unknown> | null): string | undefined {
  const header = headers['x-amzn-errortype'];
  const said = (Array.isArray(header) ? header[0] : header) ?? textAt(json, '__type') ?? textAt(json, 'code');
  return said?.split(':')[0]?.split('#').at(-1);
}
