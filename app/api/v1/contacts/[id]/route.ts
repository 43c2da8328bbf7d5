import { getContact, removeContact, updateContact } from '@/lib/contacts';
import { route } from '@/lib/platform/route';

export const GET = route(getContact);
export const PATCH = route(updateContact);
export const DELETE = route(removeContact);
