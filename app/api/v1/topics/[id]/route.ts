import { methods, route } from '@/lib/platform/route';
import { deleteTopic, updateTopic } from '@/lib/topics';

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = methods({
  PATCH: route(updateTopic),
  DELETE: route(deleteTopic),
});
