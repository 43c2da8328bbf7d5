import { createSender, listSenders } from '@/lib/sending';
import { methods, route } from '@/lib/platform/route';

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = methods({
  GET: route(listSenders),
  POST: route(createSender),
});
