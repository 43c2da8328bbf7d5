import { openInNewTab, viewMessage } from '@/lib/feedback';
import { publicRoute } from '@/lib/platform/route';
import { answer, hostOf, mailPolicy, unknownLink } from '../../respond';

export const GET = publicRoute(async (request, { token = '' }) => {
  const view = await viewMessage(token, hostOf(request));
  if (!view) return unknownLink();
  if (view.html === null) return answer(view.text, 'text/plain; charset=utf-8', mailPolicy);
  return answer(openInNewTab(view.html), 'text/html; charset=utf-8', mailPolicy);
});
