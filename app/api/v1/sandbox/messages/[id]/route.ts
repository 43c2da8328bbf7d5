import { getCaught } from '@/lib/sandbox';
import { route } from '@/lib/platform/route';

export const GET = route(getCaught);
