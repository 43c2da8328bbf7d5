import { createRule, listRules } from '@/lib/compliance';
import { route } from '@/lib/platform/route';

export const GET = route(listRules);
export const POST = route(createRule);
