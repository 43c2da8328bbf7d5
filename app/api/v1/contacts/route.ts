import { createContact, listContacts } from '@/lib/contacts';
import { route } from '@/lib/platform/route';

export const GET = route(listContacts);
export const POST = route(createContact);
