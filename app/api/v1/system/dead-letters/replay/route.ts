import { replayDeadLetters } from '@/lib/system';
import { route } from '@/lib/platform/route';

export const POST = route(replayDeadLetters);
