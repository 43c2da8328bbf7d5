import { methods, route } from '@/lib/platform/route';
import { restoreTopic } from '@/lib/topics';

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = methods({ POST: route(restoreTopic) });
