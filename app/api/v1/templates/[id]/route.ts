import { methods, route } from '@/lib/platform/route';
import { getTemplate, updateTemplate } from '@/lib/templates';

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = methods({
  GET: route(getTemplate),
  PATCH: route(updateTemplate),
});
