import { getReport } from '@/lib/campaigns';
import { route } from '@/lib/platform/route';

export const GET = route(getReport);
