import { methods, route } from '@/lib/platform/route';
import { createTopic, listTopics } from '@/lib/topics';

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = methods({ GET: route(listTopics), POST: route(createTopic) });
