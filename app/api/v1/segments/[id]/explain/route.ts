import { methods, route } from '@/lib/platform/route';
import { explainMembership } from '@/lib/segments';

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = methods({ GET: route(explainMembership) });
