import { rereadImport } from '@/lib/contacts';
import { route } from '@/lib/platform/route';

export const POST = route(rereadImport);
