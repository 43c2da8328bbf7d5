import { answerThread } from '@/lib/inbox';
import { route } from '@/lib/platform/route';

export const POST = route(answerThread);
