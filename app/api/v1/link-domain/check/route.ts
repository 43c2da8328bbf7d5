import { checkLinkDomain } from '@/lib/link-domains';
import { methods, route } from '@/lib/platform/route';

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = methods({ POST: route(checkLinkDomain) });
