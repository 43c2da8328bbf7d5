import { followLink } from '@/lib/feedback';
import { publicRoute } from '@/lib/platform/route';
import { hitOf, leadTo, unknownLink } from '../../respond';

// Leads only to addresses that stand in the table of the message's links: the token names a row, never a place.
const follow = publicRoute(async (request, { token = '' }, { ip }) => {
  const url = await followLink(hitOf(request, token, ip));
  return url ? leadTo(url, 302) : unknownLink();
});

export { follow as GET, follow as HEAD };
