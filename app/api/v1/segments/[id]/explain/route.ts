import { route } from '@/lib/platform/route';
import { explainMembership } from '@/lib/segments';

export const GET = route(explainMembership);
