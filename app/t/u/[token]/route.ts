import { tracking } from '@/lib/paths';
import { DomainError } from '@/lib/platform/errors';
import { readBody } from '@/lib/platform/read-body';
import { publicRoute } from '@/lib/platform/route';
import { unsubscribe } from '@/lib/preferences';
import { isTestLink } from '@/lib/test-messages';
import { plainMethods } from '../../methods';
import { answer, leadTo } from '../../respond';

const maxBody = 10_000;

/** A person who follows the link confirms on a page; fetching it changes nothing. */
const ask = publicRoute(async (_request, { token = '' }) =>
  leadTo(tracking.unsubscribePage(encodeURIComponent(token)), 303),
);

/** RFC 8058: the mail program posts `List-Unsubscribe=One-Click` and the person is off, at once. */
const leave = publicRoute(async (request, { token = '' }, { requestId, ip }) => {
  if (!(await asksOneClick(request)))
    throw new DomainError({
      code: 'invalid',
      message: 'The body must be List-Unsubscribe=One-Click (RFC 8058).',
      fields: { 'List-Unsubscribe': 'must be One-Click' },
    });
  try {
    await unsubscribe(token, { source: 'one_click', requestId, ip });
  } catch (error) {
    // Asked only here: who leaves does not wait for a look at tests.
    if (!(error instanceof DomainError) || error.code !== 'not_found' || !(await isTestLink(token))) throw error;
    return answer('This was a test: nobody was unsubscribed.\n', 'text/plain; charset=utf-8');
  }
  return answer('You are unsubscribed.\n', 'text/plain; charset=utf-8');
});

async function asksOneClick(request: Request): Promise<boolean> {
  const type = request.headers.get('content-type') ?? '';
  const text = (await readBody(request, maxBody, 'An unsubscribe request is a few bytes long.')).toString('utf8');
  // The form may come as multipart too: then the value stands on a line of its own below the field's name.
  if (/^multipart\/form-data/i.test(type))
    return /name="?List-Unsubscribe"?\s*\r?\n(?:[^\r\n]+\r?\n)*\r?\nOne-Click\s*(?:\r?\n|$)/i.test(text);
  return new URLSearchParams(text.trim()).get('List-Unsubscribe') === 'One-Click';
}

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = plainMethods({ GET: ask, POST: leave });
