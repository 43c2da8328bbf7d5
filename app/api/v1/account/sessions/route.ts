import { listSessions } from '@/lib/identity';
import { route } from '@/lib/platform/route';

export const GET = route(listSessions);
