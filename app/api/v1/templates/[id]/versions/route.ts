import { route } from '@/lib/platform/route';
import { listTemplateVersions } from '@/lib/templates';

export const GET = route(listTemplateVersions);
