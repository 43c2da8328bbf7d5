import { startImport } from '@/lib/contacts';
import { route } from '@/lib/platform/route';

export const POST = route(startImport);
