import { deleteRule, updateRule } from '@/lib/compliance';
import { route } from '@/lib/platform/route';

export const PUT = route(updateRule);
export const DELETE = route(deleteRule);
