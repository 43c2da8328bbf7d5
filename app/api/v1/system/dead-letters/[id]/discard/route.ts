import { discardDeadLetter } from '@/lib/system';
import { route } from '@/lib/platform/route';

export const POST = route(discardDeadLetter);
