import { getJob } from '@/lib/jobs';
import { route } from '@/lib/platform/route';

export const GET = route(getJob);
