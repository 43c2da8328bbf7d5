import { createContact, listContacts } from '@/lib/contacts';
import { methods, route } from '@/lib/platform/route';

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = methods({
  GET: route(listContacts),
  POST: route(createContact),
});
