import { route } from '@/lib/platform/route';
import { restoreTopic } from '@/lib/topics';

export const POST = route(restoreTopic);
