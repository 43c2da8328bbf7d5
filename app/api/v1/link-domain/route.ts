import { getLinkDomain, removeLinkDomain, setLinkDomain } from '@/lib/link-domains';
import { methods, route } from '@/lib/platform/route';

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = methods({
  GET: route(getLinkDomain),
  PUT: route(setLinkDomain),
  DELETE: route(removeLinkDomain),
});
