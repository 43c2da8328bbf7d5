import { createSegment, listSegments } from '@/lib/segments';
import { route } from '@/lib/platform/route';

export const GET = route(listSegments);
export const POST = route(createSegment);
