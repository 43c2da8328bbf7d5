import { route } from '@/lib/platform/route';
import { getTemplate, updateTemplate } from '@/lib/templates';

export const GET = route(getTemplate);
export const PATCH = route(updateTemplate);
