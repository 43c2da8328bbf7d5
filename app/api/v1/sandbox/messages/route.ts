import { listCaught } from '@/lib/sandbox';
import { route } from '@/lib/platform/route';

export const GET = route(listCaught);
