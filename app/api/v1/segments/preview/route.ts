import { previewSegment } from '@/lib/segments';
import { route } from '@/lib/platform/route';

export const POST = route(previewSegment);
