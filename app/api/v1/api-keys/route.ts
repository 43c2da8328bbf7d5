import { createApiKey, listApiKeys } from '@/lib/identity';
import { route } from '@/lib/platform/route';

export const GET = route(listApiKeys);
export const POST = route(createApiKey);
