import { listPresence, sayPresence } from '@/lib/inbox';
import { route } from '@/lib/platform/route';

export const GET = route(listPresence);
export const POST = route(sayPresence);
