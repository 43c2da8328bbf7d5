import { listDeadLetters } from '@/lib/system';
import { route } from '@/lib/platform/route';

export const GET = route(listDeadLetters);
