import { createSegment, listSegments } from '@/lib/segments';
import { methods, route } from '@/lib/platform/route';

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = methods({
  GET: route(listSegments),
  POST: route(createSegment),
});
