import { methods, route } from '@/lib/platform/route';
import { archiveTopic } from '@/lib/topics';

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = methods({ POST: route(archiveTopic) });
