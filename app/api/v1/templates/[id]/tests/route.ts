import { methods, route } from '@/lib/platform/route';
import { listTemplateTests, testTemplate } from '@/lib/test-messages';

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = methods({
  GET: route(listTemplateTests),
  POST: route(testTemplate),
});
