import { openInNewTab, viewMessage } from '@/lib/feedback';
import { publicRoute } from '@/lib/platform/route';
import { answer, mailPolicy, unknownLink } from '../../respond';

export const GET = publicRoute(async (_request, { token = '' }) => {
  const view = await viewMessage(token);
  if (!view) return unknownLink();
  if (view.html === null) return answer(view.text, 'text/plain; charset=utf-8', mailPolicy);
  return answer(openInNewTab(view.html), 'text/html; charset=utf-8', mailPolicy);
});
