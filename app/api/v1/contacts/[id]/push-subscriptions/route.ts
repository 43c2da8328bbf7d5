import { methods, route } from '@/lib/platform/route';
import { listPushSubscriptions } from '@/lib/push';

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = methods({ GET: route(listPushSubscriptions) });
