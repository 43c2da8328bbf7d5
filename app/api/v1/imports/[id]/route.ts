import { getImport } from '@/lib/contacts';
import { route } from '@/lib/platform/route';

export const GET = route(getImport);
