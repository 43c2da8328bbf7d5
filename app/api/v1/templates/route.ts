import { route } from '@/lib/platform/route';
import { createTemplate, listTemplates } from '@/lib/templates';

export const GET = route(listTemplates);
export const POST = route(createTemplate);
