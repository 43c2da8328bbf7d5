import { getLinkDomain, removeLinkDomain, setLinkDomain } from '@/lib/link-domains';
import { route } from '@/lib/platform/route';

export const GET = route(getLinkDomain);
export const PUT = route(setLinkDomain);
export const DELETE = route(removeLinkDomain);
