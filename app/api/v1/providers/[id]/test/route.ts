import { testProvider } from '@/lib/sending';
import { route } from '@/lib/platform/route';

export const POST = route(testProvider);
