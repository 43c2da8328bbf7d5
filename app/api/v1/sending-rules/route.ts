import { createRule, listRules } from '@/lib/compliance';
import { methods, route } from '@/lib/platform/route';

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = methods({ GET: route(listRules), POST: route(createRule) });
