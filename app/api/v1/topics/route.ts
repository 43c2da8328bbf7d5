import { route } from '@/lib/platform/route';
import { createTopic, listTopics } from '@/lib/topics';

export const GET = route(listTopics);
export const POST = route(createTopic);
