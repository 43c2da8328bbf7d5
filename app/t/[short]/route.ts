import { followShort } from '@/lib/feedback';
import { publicRoute } from '@/lib/platform/route';
import { plainMethods } from '../methods';
import { hitOf, leadTo, unknownLink } from '../respond';

// Like app/t/c: the token names a row of the message's links, never a place.
const follow = publicRoute(async (request, { short = '' }, { ip }) => {
  const found = await followShort(hitOf(request, short, ip));
  return found?.url ? leadTo(found.url, 302) : unknownLink();
});

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = plainMethods({ GET: follow });
