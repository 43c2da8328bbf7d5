import { openInNewTab, viewMessage } from '@/lib/feedback';
import { publicRoute } from '@/lib/platform/route';
import { isTestLink } from '@/lib/test-messages';
import { plainMethods } from '../../methods';
import { answer, hostOf, mailPolicy, testLink, unknownLink } from '../../respond';

const view = publicRoute(async (request, { token = '' }) => {
  const message = await viewMessage(token, hostOf(request));
  if (!message) return (await isTestLink(token)) ? testLink() : unknownLink();
  if (message.html === null) return answer(message.text, 'text/plain; charset=utf-8', mailPolicy);
  return answer(openInNewTab(message.html, message.subject), 'text/html; charset=utf-8', mailPolicy);
});

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = plainMethods({ GET: view });
