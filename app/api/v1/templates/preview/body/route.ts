import { DomainError, invalid } from '@/lib/platform/errors';
import { readBody } from '@/lib/platform/read-body';
import { methods, rawRoute } from '@/lib/platform/route';
import { previewTemplate } from '@/lib/templates';
import { TemplatePreviewInput } from '@/lib/templates/schema';

const maxBytes = 3 * 1024 * 1024;

// The frame's own policy: nothing runs, nothing is fetched, and only our pages may frame it.
const policy = `sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; frame-ancestors 'self'`;

const escapeHtml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const page = (body: string) =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Preview</title><base target="_blank">${body}</html>`;
const plain = (text: string) =>
  page(
    `<body style="margin:16px;font:14px/22px ui-monospace,monospace;color:#1a1d24;background:#fff"><pre style="white-space:pre-wrap;overflow-wrap:anywhere;font:inherit;margin:0">${escapeHtml(text)}</pre></body>`,
  );

async function readDraft(request: Request) {
  const body = await readBody(request, maxBytes, 'The draft is over 3 MB. Shorten it to preview it.');
  const headers = { 'content-type': request.headers.get('content-type') ?? '' };
  const form = await new Response(body, { headers }).formData().catch((cause: unknown) => {
    throw new DomainError({ code: 'invalid', message: 'The preview takes a form with subject, html and text.', cause });
  });
  const text = (name: string) => {
    const value = form.get(name);
    // Forms send line ends as CR LF; templates keep LF.
    return typeof value === 'string' ? value.replaceAll('\r\n', '\n') : '';
  };
  return { text, part: text('part') === 'text' ? ('text' as const) : ('html' as const) };
}

/** The JSON of a form's field; what is none is refused by the schema. */
function jsonIn(field: string): unknown {
  try {
    return field === '' ? null : JSON.parse(field);
  } catch {
    return field;
  }
}

/** A draft, rendered for one contact, as a document for the preview frame. */
const post = rawRoute('templates:read', [], async (ctx, request) => {
  const { text, part } = await readDraft(request);
  const contactId = text('contactId');
  const draft = { subject: text('subject'), html: text('html'), text: text('text') };
  const input = TemplatePreviewInput.safeParse({
    ...draft,
    channel: text('channel') || 'email',
    approved: jsonIn(text('approved')),
    push: jsonIn(text('push')),
    ...(contactId ? { contactId } : {}),
    campaignName: text('campaignName'),
    ...(text('senderId') ? { senderId: text('senderId') } : {}),
  });
  if (!input.success)
    throw invalid('The draft cannot be shown: its channel, approved template or addresses are not what it should be.');
  const shown = await previewTemplate(ctx, input.data);
  const broken = shown.problems.some((problem) => problem.kind !== 'unknown-variable');
  const body = broken
    ? plain('The preview comes back when the problems below the editor are mended.')
    : shown.unsendable !== null
      ? plain(`This person would get nothing. ${shown.unsendable}`)
      : part === 'text' || shown.html.trim() === ''
        ? plain(shown.push ? [shown.subject, shown.text, shown.push.url].filter(Boolean).join('\n\n') : shown.text)
        : `<base target="_blank">${shown.html}`;
  return new Response(body, {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    },
  });
});

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = methods({ POST: post });
