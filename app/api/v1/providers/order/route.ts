import { reorderProviders } from '@/lib/sending';
import { route } from '@/lib/platform/route';

export const PUT = route(reorderProviders);
