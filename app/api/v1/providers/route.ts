import { createProvider, listProviders } from '@/lib/sending';
import { route } from '@/lib/platform/route';

export const GET = route(listProviders);
export const POST = route(createProvider);
