import { listThreads } from '@/lib/inbox';
import { route } from '@/lib/platform/route';

export const GET = route(listThreads);
