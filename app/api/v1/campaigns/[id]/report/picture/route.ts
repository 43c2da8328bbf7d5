import { reportPicture } from '@/lib/campaigns';
import { methods, rawRoute } from '@/lib/platform/route';

// The frame's own policy: nothing runs, nothing is fetched, no link leads anywhere, and only our pages may frame it.
// Its origin stays ours so that the page around it can ask how tall it is.
const policy = `sandbox allow-same-origin; default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; frame-ancestors 'self'`;
const none =
  '<!doctype html><html lang="en"><meta charset="utf-8"><title>Message</title><body style="margin:16px;font:14px/22px system-ui,sans-serif;color:#1a1d24;background:#fff"><p>This message has no HTML part that could be shown.</p></body></html>';

/** The message with the share of clicks on each link, as a document for a frame. */
const get = rawRoute('templates:read', ['version', 'clicks'], async (ctx, request, params) => {
  const html = await reportPicture(ctx, { version: new URL(request.url).searchParams.get('version'), ...params });
  return new Response(html ?? none, {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    },
  });
});

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = methods({ GET: get });
