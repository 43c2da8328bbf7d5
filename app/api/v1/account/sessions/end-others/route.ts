import { endOtherSessions } from '@/lib/identity';
import { route } from '@/lib/platform/route';

export const POST = route(endOtherSessions);
