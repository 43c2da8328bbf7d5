import { createApiKey } from '@/lib/identity';
import { route } from '@/lib/platform/route';

export const POST = route(createApiKey);
