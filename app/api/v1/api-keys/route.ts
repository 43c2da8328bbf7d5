import { createApiKey, listApiKeys } from '@/lib/identity';
import { methods, route } from '@/lib/platform/route';

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = methods({
  GET: route(listApiKeys),
  POST: route(createApiKey),
});
