import { methods, route } from '@/lib/platform/route';
import { previewTemplate } from '@/lib/templates';

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = methods({ POST: route(previewTemplate) });
