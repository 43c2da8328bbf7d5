import { countDeadLetters } from '@/lib/system';
import { route } from '@/lib/platform/route';

export const GET = route(countDeadLetters);
