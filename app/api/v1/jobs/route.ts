import { listJobs } from '@/lib/jobs';
import { route } from '@/lib/platform/route';

export const GET = route(listJobs);
