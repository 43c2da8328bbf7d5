import { confirmHook, receiveHook } from '@/lib/hooks';
import { config } from '@/lib/platform/config';
import { DomainError } from '@/lib/platform/errors';
import { readBody } from '@/lib/platform/read-body';
import { methods, publicRoute } from '@/lib/platform/route';

/** What Meta documents as its largest request; all others stay far below. */
const maxBody = 3 * 1024 * 1024;

/** What providers tell of messages: proved by the signature over the bytes as they came. */
const post = publicRoute(async (request, { kind = '', id = '' }) => {
  const raw = await readBody(request, maxBody, 'A webhook of more than 3 MB is not taken.');
  const { pathname, search } = new URL(request.url);
  const header = (name: string) => request.headers.get(name);
  const answer = await receiveHook(kind, id, { url: new URL(config().publicUrl + pathname + search), header, raw });
  // To a text that a person wrote Twilio takes only its own XML for an answer, which would be sent back to them.
  if (kind === 'twilio' && !search) return new Response('<Response/>', { headers: { 'content-type': 'text/xml' } });
  return Response.json(answer);
});

/** Meta asks whether the address is ours before it sends anything. */
const get = publicRoute(async (request, { kind = '', id = '' }) => {
  const answer = await confirmHook(kind, id, new URL(request.url).searchParams);
  if (answer === null) throw new DomainError({ code: 'forbidden', message: 'The verify token does not fit.' });
  return new Response(answer, { headers: { 'content-type': 'text/plain; charset=utf-8' } });
});

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = methods({ POST: post, GET: get });
