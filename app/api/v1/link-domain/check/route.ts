import { checkLinkDomain } from '@/lib/link-domains';
import { route } from '@/lib/platform/route';

export const POST = route(checkLinkDomain);
