import { deleteRule, updateRule } from '@/lib/compliance';
import { methods, route } from '@/lib/platform/route';

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = methods({
  PUT: route(updateRule),
  DELETE: route(deleteRule),
});
