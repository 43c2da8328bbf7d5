import { listSegmentMembers } from '@/lib/segments';
import { route } from '@/lib/platform/route';

export const GET = route(listSegmentMembers);
