import { countOpen } from '@/lib/feedback';
import { publicRoute } from '@/lib/platform/route';
import { plainMethods } from '../../methods';
import { answer, hitOf } from '../../respond';

const pixel = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

// An unknown token gets the picture too: a broken image in somebody's mail helps nobody.
const open = publicRoute(async (request, { token = '' }, { ip }) => {
  await countOpen(hitOf(request, token, ip));
  return answer(pixel, 'image/gif');
});

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = plainMethods({ GET: open });
