import { methods, route } from '@/lib/platform/route';
import { createTemplate, listTemplates } from '@/lib/templates';

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = methods({
  GET: route(listTemplates),
  POST: route(createTemplate),
});
