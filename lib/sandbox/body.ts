import { openInNewTab } from '@/lib/feedback';
import { config } from '@/lib/platform/config';
import type { Ctx } from '@/lib/platform/context';
import { withTenant } from '@/lib/platform/db/tenant';
import { parseInput } from '@/lib/platform/command';
import { findCaught, parseCaught } from './queries';
import { CaughtRef } from './schema';

// Only pictures of our own origin load: the pixel, so that opening the message counts as an open.
const policy = () =>
  [
    'sandbox allow-popups allow-popups-to-escape-sandbox',
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    `img-src 'self' ${new URL(config().publicUrl).origin} data:`,
    "frame-ancestors 'self'",
  ].join('; ');

const escape = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

/** Plain text as a page, its web addresses as links. */
function pageOfText(text: string): string {
  const linked = text
    .split(/(https?:\/\/[^\s<>"']+)/)
    .map((piece, i) => (i % 2 ? `<a href="${escape(piece)}">${escape(piece)}</a>` : escape(piece)))
    .join('');
  return `<!doctype html><html><head><meta charset="utf-8"></head><body><pre style="font:14px/20px ui-monospace,monospace;white-space:pre-wrap;overflow-wrap:anywhere">${linked}</pre></body></html>`;
}

/** The body of a caught message as a document of its own, to be shown in a frame: no script, links in a new tab. Throws `not_found`. */
export async function caughtBody(ctx: Ctx, id: string): Promise<Response> {
  const input = parseInput(CaughtRef, { id });
  const row = await withTenant(ctx, (tx) => findCaught(tx, input.id));
  const mail = await parseCaught(row.raw);
  const html = typeof mail.html === 'string' ? mail.html : pageOfText(mail.text ?? '');
  return new Response(openInNewTab(html), {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy(),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    },
  });
}
