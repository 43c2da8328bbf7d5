import { providerReliance } from '@/lib/sending';
import { route } from '@/lib/platform/route';

export const GET = route(providerReliance);
