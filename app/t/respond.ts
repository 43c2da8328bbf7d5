import { hostIn } from '@/lib/tracking';
import { testLinkWords, unknownLinkWords } from '../unknown-link';

// Answers of the tracking routes: each carries its own policy, since no page policy covers /t.

const plainPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

/** A message of ours shown in a browser: its styles and pictures, never scripts; links open in a new tab. */
export const mailPolicy =
  "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src https: http: data:; font-src https: data:; frame-ancestors 'self'";

const headers = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex',
};

/** For links that we did not make, or whose message is gone. */
export const unknownLink = (): Response => words('Unknown link', unknownLinkWords, 404);

/** For links that were in a test. */
export const testLink = (): Response => words('Test', testLinkWords, 200);

function words(name: string, { title, text }: { title: string; text: string }, status: number): Response {
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${name}</title>
<body style="font:16px/24px system-ui,sans-serif;max-width:32rem;margin:15vh auto;padding:0 1rem"><h1 style="font-size:20px">${title}</h1>
<p>${text}</p></body></html>`;
  return new Response(html, {
    status,
    headers: { ...headers, 'content-type': 'text/html; charset=utf-8', 'content-security-policy': plainPolicy },
  });
}

/** For a method that an address has not. */
export const refused = (allow: string): Response =>
  new Response(`This address answers ${allow} only.\n`, {
    status: 405,
    headers: {
      ...headers,
      allow,
      'content-type': 'text/plain; charset=utf-8',
      'content-security-policy': plainPolicy,
    },
  });

export const leadTo = (location: string, status: 302 | 303): Response =>
  new Response(null, { status, headers: { ...headers, location } });

export const answer = (body: BodyInit, type: string, policy = plainPolicy): Response =>
  new Response(body, { headers: { ...headers, 'content-type': type, 'content-security-policy': policy } });

/** The name under which we were asked, as the proxy before us was. */
export const hostOf = (request: Request): string | null =>
  hostIn(request.headers.get('x-forwarded-host') ?? request.headers.get('host'));

/** What a request tells of who made it. */
export const hitOf = (request: Request, token: string, ip: string | undefined) => ({
  token,
  method: request.method,
  userAgent: request.headers.get('user-agent'),
  host: hostOf(request),
  ip,
});
