import { restoreContact } from '@/lib/contacts';
import { route } from '@/lib/platform/route';

export const POST = route(restoreContact);
