import { endSession } from '@/lib/identity';
import { methods, route } from '@/lib/platform/route';

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = methods({ DELETE: route(endSession) });
