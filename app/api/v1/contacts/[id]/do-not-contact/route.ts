import { setDoNotContact } from '@/lib/contacts';
import { route } from '@/lib/platform/route';

export const POST = route(setDoNotContact);
