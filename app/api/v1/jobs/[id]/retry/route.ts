import { retryJob } from '@/lib/jobs';
import { route } from '@/lib/platform/route';

export const POST = route(retryJob);
