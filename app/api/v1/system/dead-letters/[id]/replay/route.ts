import { replayDeadLetter } from '@/lib/system';
import { route } from '@/lib/platform/route';

export const POST = route(replayDeadLetter);
