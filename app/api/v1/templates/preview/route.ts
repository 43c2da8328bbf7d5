import { route } from '@/lib/platform/route';
import { previewTemplate } from '@/lib/templates';

export const POST = route(previewTemplate);
