import { deleteSegment, getSegment, updateSegment } from '@/lib/segments';
import { route } from '@/lib/platform/route';

export const GET = route(getSegment);
export const PATCH = route(updateSegment);
export const DELETE = route(deleteSegment);
