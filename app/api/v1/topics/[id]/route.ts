import { route } from '@/lib/platform/route';
import { deleteTopic, updateTopic } from '@/lib/topics';

export const PATCH = route(updateTopic);
export const DELETE = route(deleteTopic);
