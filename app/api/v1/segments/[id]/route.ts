import { deleteSegment, getSegment, updateSegment } from '@/lib/segments';
import { methods, route } from '@/lib/platform/route';

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = methods({
  GET: route(getSegment),
  PATCH: route(updateSegment),
  DELETE: route(deleteSegment),
});
