import { followLink } from '@/lib/feedback';
import { publicRoute } from '@/lib/platform/route';
import { plainMethods } from '../../methods';
import { answer, hitOf, leadTo, unknownLink } from '../../respond';

// Leads only to addresses that stand in the table of the message's links: the token names a row, never a place.
const follow = publicRoute(async (request, { token = '' }, { ip }) => {
  const found = await followLink(hitOf(request, token, ip));
  if (!found) return unknownLink();
  return found.url ? leadTo(found.url, 302) : answer('Nothing is here.\n', 'text/plain; charset=utf-8');
});

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = plainMethods({ GET: follow });
