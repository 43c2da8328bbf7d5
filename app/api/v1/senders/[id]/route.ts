import { deleteSender, updateSender } from '@/lib/sending';
import { methods, route } from '@/lib/platform/route';

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = methods({
  PATCH: route(updateSender),
  DELETE: route(deleteSender),
});
