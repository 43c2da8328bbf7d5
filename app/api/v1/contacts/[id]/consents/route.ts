import { listConsents, setConsent } from '@/lib/contacts';
import { methods, route } from '@/lib/platform/route';

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = methods({
  GET: route(listConsents),
  POST: route(setConsent),
});
