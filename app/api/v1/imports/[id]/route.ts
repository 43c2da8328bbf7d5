import { getImport, saveImportMapping } from '@/lib/contacts';
import { route } from '@/lib/platform/route';

export const GET = route(getImport);
export const PATCH = route(saveImportMapping);
