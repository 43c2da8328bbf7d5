import { methods, route } from '@/lib/platform/route';
import { listTemplateVersions } from '@/lib/templates';

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = methods({ GET: route(listTemplateVersions) });
