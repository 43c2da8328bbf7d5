import { retryFailed } from '@/lib/campaigns';
import { route } from '@/lib/platform/route';

export const POST = route(retryFailed);
