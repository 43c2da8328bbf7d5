import { getOrganisation, updateOrganisation } from '@/lib/organisation';
import { methods, route } from '@/lib/platform/route';

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = methods({
  GET: route(getOrganisation),
  PATCH: route(updateOrganisation),
});
