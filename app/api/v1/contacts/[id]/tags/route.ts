import { addContactTags, setContactTags } from '@/lib/contacts';
import { route } from '@/lib/platform/route';

export const PUT = route(setContactTags);
export const POST = route(addContactTags);
